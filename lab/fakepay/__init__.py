"""A payment provider for tests and demonstrations that speaks WeChat Pay's API v3 (Native) on loopback.

It is a process of its own with its own keys and its own durable trades, so the cloud talks to it with the
adapter it uses in a shop. It shares no code with that adapter: a mistake made twice would hide itself.

    python -m lab.fakepay --dir STATE_DIR --port 0

No money moves, and the wallet page says so.
"""
