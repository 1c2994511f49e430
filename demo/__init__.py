"""The main job on real input, with one command."""
