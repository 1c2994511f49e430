"""Examples of the protocol that any implementation, in any language, can be checked against."""
