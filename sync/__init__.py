"""The replica protocol: revisions, merge, judgement, seals, digests and the exchange of two replicas; pure."""
