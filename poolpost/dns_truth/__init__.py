"""
What the world's DNS says: the authoritative servers of a zone and public resolvers, asked and judged.

wire (one question) -> zone_walk (who is authoritative) -> gather (all questions at once) -> verdict and diagnoses
(pure) -> `check` in look.py. spf_evaluation and dmarc_discovery follow published policies as a receiver does.
"""
