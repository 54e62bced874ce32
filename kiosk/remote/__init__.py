"""HTTP to the cloud: the shapes on the wire and the client that carries them."""
