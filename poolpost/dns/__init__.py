"""
DNS: which records an environment needs, what a zone's servers and public resolvers answer, and how the two compare.

query (one question) -> zone_walk (who is authoritative) -> check (all questions at once) -> verdict and diagnoses (pure,
over the values in answers). spf_evaluation and dmarc_discovery follow published policies as a receiver does.
"""
