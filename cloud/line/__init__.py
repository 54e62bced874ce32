"""The line to and from kiosks: enrolment, signatures, long-polls."""
