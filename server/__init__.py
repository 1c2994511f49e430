"""The township and city server: HTTP edge, store, identities, verification."""
