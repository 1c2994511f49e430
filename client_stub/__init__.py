"""The tablet: a replica on local SQLite, its command line, and a fleet of simulated tablets."""
