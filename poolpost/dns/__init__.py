"""
What the world's DNS says: the authoritative servers of a zone and public resolvers, asked and judged.

wire (one question) -> zone_walk (who is authoritative) -> look (all questions at once) -> verdict and diagnoses (pure,
over the values in answers). spf_evaluation and dmarc_discovery follow published policies as a receiver does.
"""
