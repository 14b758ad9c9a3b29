select playbook.trait
from {{ ref('trait_playbook') }} as playbook
where playbook.trait is not null
    and playbook.trait not in (
        select catalogue.high_label
        from {{ ref('declared_features') }} as catalogue
        where catalogue.high_label is not null
        union all
        select catalogue.low_label
        from {{ ref('declared_features') }} as catalogue
        where catalogue.low_label is not null
    )
