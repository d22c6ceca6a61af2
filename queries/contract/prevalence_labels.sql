-- answers: what reviewers said about sampled views
-- grain: one row is one sampled impression, labelled or waiting for its label
-- key: sample_id
-- time: day
-- parameters: none
-- tables: prevalence_labels
create table if not exists prevalence_labels (
    sample_id VARCHAR NOT NULL, -- id of the draw
    day DATE NOT NULL, -- UTC day of the view
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    content_id VARCHAR NOT NULL, -- the content seen; references: contents.content_id
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where content is seen: feed, search, messages ...
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    inclusion_probability DOUBLE NOT NULL, -- probability with which this view was drawn; range: (0, 1]
    model_score DOUBLE, -- score of the model at sampling time, in the unit of the model
    labelled_at TIMESTAMP, -- UTC; when the label was given; NULL when not yet labelled
    reviewer_id VARCHAR, -- who labelled; references: reviewers.reviewer_id
    policy_id VARCHAR, -- the policy it violates; NULL when benign; references: policies.policy_id
    is_violating BOOLEAN -- the label; NULL when not yet labelled
)
