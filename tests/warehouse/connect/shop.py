"""A platform's own warehouse: other names, other types, and tables that are none of the contract's business."""

from __future__ import annotations

# Statements both DuckDB and PostgreSQL take.
STATEMENTS = (
    "create schema ops",
    """create table ops.posts (
        id bigint, author_id bigint, type varchar, country_code varchar, lang varchar, posted_at timestamptz
    )""",
    """insert into ops.posts values
        (1, 11, 'text', 'DE', 'de', timestamptz '2026-01-01 23:30:00-05'),
        (2, 12, 'image', 'FR', 'fr', timestamptz '2026-01-02 08:00:00+00')""",
    """create table ops.post_views_daily (
        view_date date, "postId" bigint, country_code varchar, surface varchar, view_count decimal(18, 0)
    )""",
    "insert into ops.post_views_daily values ('2026-01-01', 1, 'DE', 'feed', 10), ('2026-01-02', 2, 'FR', 'feed', 30)",
    """create table ops."Reports" (
        id bigint, "postId" bigint, "userId" bigint, reporter_type varchar, country varchar, queue_name varchar,
        created_at timestamp, resolved_at timestamp, resolution varchar
    )""",
    """insert into ops."Reports" values
        (1, 1, 901, 'user', 'DE', 'standard', '2026-01-02 10:00:00', '2026-01-02 11:00:00', 'action'),
        (2, 2, 902, 'user', 'FR', 'standard', '2026-01-02 12:00:00', null, null)""",
    """create table ops.moderation_actions (
        id bigint, item_id bigint, author_id bigint, policy varchar, source varchar, action varchar,
        content_type varchar, country varchar, created_at timestamptz, is_automated boolean
    )""",
    "create table ops.users (id bigint, created_at timestamp, country varchar)",
    "create table ops.payments (id bigint, amount decimal(10, 2), created_at timestamp)",
)
# What has to be found, and is certain enough to be accepted unasked.
SURE = {"content_impressions": "post_views_daily", "contents": "posts", "reports": "Reports"}
# What has to be found, and lacks columns.
LIKELY = {"enforcement_actions": "moderation_actions"}
