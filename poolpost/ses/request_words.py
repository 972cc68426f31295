"""The words, English and Japanese, by which `request_text` sees what a text speaks of; texts come in Unicode NFKC."""

import re

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
"""Kana or kanji."""
PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX+)\b|lorem ipsum|<[a-z][^<>@]*>|\[(?:your|insert|company|name|url)[^\]]*\]"
    r"|未定|要記入|ここに(?:記入|入力|説明)|[○〇●×△]{2,}|ダミー",  # noqa: RUF001 -- the signs that Japanese drafts use
    re.IGNORECASE,
)
"""What drafts are full of."""
VOLUME = re.compile(
    r"\d[\d,.]*\s*(?:k\b)?[^.。\n]{0,40}?(?:(?:a|per|each|every)\s+(?:day|hour|week|month)|/\s*(?:day|month)|daily|monthly)"
    r"|(?:daily|a day|per day|every day|monthly|per month)[^.。\n]{0,40}?\d"
    r"|(?:1\s*日|一日|毎日|日次|月間|1\s*[かヶケ]月|毎月)[^。\n]{0,20}?\d|\d[\d,.]*\s*(?:通|件)",
    re.IGNORECASE,
)
"""A number of mails with its time."""
SENT = re.compile(
    r"verif|confirm|password|one[- ]time|\bMFA\b|\bOTP\b|\bcodes?\b|invitation|newsletter|receipt|notification"
    r"|確認|認証|パスワード|検証|コード|ワンタイム|招待|通知|メールマガジン|ニュースレター",
    re.IGNORECASE,
)
"""Kinds of mail."""
ORIGIN = re.compile(
    r"sign(?:s|ed|ing)?[- ]?up|regist(?:er|ration)|enter(?:s|ed)? (?:it|their|his|her|by|an?|the)|"
    r"creat\w* an? account|account creation|their own address|opt(?:s|ed|ing)?[- ]?in|"
    r"(?<!un)subscrib|existing (?:users|customers)|"
    r"登録|サインアップ|本人が入力|自ら入力|申し込|申込|会員|オプトイン|アカウント(?:を)?作成",
    re.IGNORECASE,
)
"""Where addresses come from."""
BOUNCES = re.compile(
    r"bounc|undeliver|バウンス|不達|配信不能|エラーメール|配信エラー",
    re.IGNORECASE,
)
"""Mail that cannot be delivered."""
COMPLAINTS = re.compile(
    r"complain|marks? (?:it|us|mail|a mail) as spam|spam report|苦情|迷惑メール",
    re.IGNORECASE,
)
"""Words for mail that is reported as spam."""
OPT_OUT = re.compile(r"unsubscri|opt(?:s|ed|ing)?[- ]?out|配信停止|購読解除|購読停止|オプトアウト|退会", re.IGNORECASE)
"""How people stop getting mail."""
REQUESTED = re.compile(
    r"transactional|user[- ]requested|request(?:s|ed)? by the user|users? (?:has |have )?(?:just )?(?:asked|requested)"
    r"|only (?:when|because|after) (?:(?:a|the|an) )?(?:user|person|customer)|トランザクション|操作に応じ|操作により|要求に応じ|"
    r"依頼に応じ|本人の(?:操作|要求|依頼)|リクエストに応じ",
    re.IGNORECASE,
)
"""Why there is nothing to opt out of: the user asked for this very mail."""
