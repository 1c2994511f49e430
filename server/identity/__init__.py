"""Who is who: the server's own key, people, devices, their tokens, and the directory that says who may what."""
