"""Households on this server: what happens to them and their people, written as one operation (`schemas.events`)."""
