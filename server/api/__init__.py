"""The HTTP edge: bodies in, problems and answers out. It decides nothing that the protocol or a service decides."""
