{% macro scoring_relations(features='wide_features') %}
{#- What scoring reads: the features of the model named, the fit of each date, and the fits' numbers. -#}
{{ return({
    'features': ref(features),
    'fits': ref('scoring_fits'),
    'parameters': ref('segment_parameters'),
    'preparation': ref('feature_preparation'),
    'knots': ref('feature_knots'),
}) }}
{% endmacro %}
