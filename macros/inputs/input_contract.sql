{% macro input_contract() %}
{#- The input contract. For each input: grain, required columns, columns with types and, if the input has them, the
    event time (a row after as_of_date is rejected), the key (of several rows with one key, one passes) and that it may
    be anonymous (rows of nobody are counted and are not errors). The YAML beside the stg_ models describes the columns;
    the model contracts keep both in agreement. -#}
{{ return({
    'order_lines': {
        'grain': 'one line of an order',
        'required': ['order_id', 'customer_id', 'ordered_at', 'amount'],
        'event_time': 'ordered_at',
        'columns': {
            'order_id': 'string', 'customer_id': 'string', 'ordered_at': 'timestamp', 'amount': 'money',
            'product_id': 'string', 'quantity': 'quantity', 'discount_amount': 'money',
            'coupon_amount': 'money', 'store_id': 'string', 'channel': 'string', 'device': 'string',
            'status': 'string', 'line_kind': 'string', 'return_reason': 'string',
            'unit_cost': 'money',
        },
    },
    'customers': {
        'grain': 'one customer',
        'required': ['customer_id'],
        'key': 'customer_id',
        'columns': {
            'customer_id': 'string', 'signed_up_at': 'timestamp', 'full_name': 'string',
            'email': 'string', 'country': 'string', 'region': 'string', 'postal_code': 'string',
            'age_band': 'string', 'gender': 'string', 'income_band': 'string',
            'marital_status': 'string', 'home_ownership': 'string', 'household_size': 'string',
            'household_type': 'string', 'child_count': 'string', 'loyalty_status': 'string',
            'date_of_birth': 'timestamp',
        },
    },
    'products': {
        'grain': 'one product',
        'required': ['product_id'],
        'key': 'product_id',
        'columns': {
            'product_id': 'string', 'product_name': 'string', 'category': 'string',
            'subcategory': 'string', 'brand': 'string', 'brand_type': 'string',
        },
    },
    'web_sessions': {
        'grain': 'one visit',
        'required': ['session_id', 'customer_id', 'started_at'],
        'key': 'session_id',
        'event_time': 'started_at',
        'may_be_anonymous': True,
        'columns': {
            'session_id': 'string', 'customer_id': 'string', 'started_at': 'timestamp',
            'ended_at': 'timestamp', 'page_count': 'count', 'product_page_count': 'count',
            'traffic_source': 'string', 'device': 'string',
        },
    },
    'email_events': {
        'grain': 'one event of one e-mail',
        'required': ['customer_id', 'occurred_at', 'event_type'],
        'event_time': 'occurred_at',
        'columns': {
            'customer_id': 'string', 'occurred_at': 'timestamp', 'event_type': 'string',
            'message_id': 'string', 'campaign_id': 'string', 'is_machine_open': 'boolean',
        },
    },
    'support_tickets': {
        'grain': 'one ticket',
        'required': ['ticket_id', 'customer_id', 'opened_at'],
        'key': 'ticket_id',
        'event_time': 'opened_at',
        'columns': {
            'ticket_id': 'string', 'customer_id': 'string', 'opened_at': 'timestamp',
            'closed_at': 'timestamp', 'category': 'string', 'satisfaction_score': 'quantity',
            'body': 'string',
        },
    },
    'reviews': {
        'grain': 'one review',
        'required': ['review_id', 'customer_id', 'reviewed_at'],
        'key': 'review_id',
        'event_time': 'reviewed_at',
        'columns': {
            'review_id': 'string', 'customer_id': 'string', 'reviewed_at': 'timestamp',
            'product_id': 'string', 'rating': 'quantity', 'body': 'string',
        },
    },
    'campaign_contacts': {
        'grain': 'one customer contacted by one campaign',
        'required': ['campaign_id', 'customer_id', 'contacted_at'],
        'event_time': 'contacted_at',
        'columns': {
            'campaign_id': 'string', 'customer_id': 'string', 'contacted_at': 'timestamp',
            'campaign_type': 'string', 'channel': 'string',
        },
    },
    'campaign_responses': {
        'grain': 'one response of one customer to one campaign',
        'required': ['campaign_id', 'customer_id', 'responded_at'],
        'event_time': 'responded_at',
        'columns': {
            'campaign_id': 'string', 'customer_id': 'string', 'responded_at': 'timestamp',
            'response_type': 'string', 'coupon_id': 'string', 'order_id': 'string',
        },
    },
    'product_usage': {
        'grain': 'one use of one feature of the product',
        'required': ['customer_id', 'feature_name', 'used_at'],
        'event_time': 'used_at',
        'columns': {
            'customer_id': 'string', 'feature_name': 'string', 'used_at': 'timestamp',
            'amount': 'quantity',
        },
    },
    'area_attributes': {
        'grain': 'what is known of one area: one attribute with its value',
        'required': ['area', 'attribute', 'value'],
        'columns': {
            'area': 'string', 'attribute': 'string', 'value': 'string', 'source': 'string',
            'dated_at': 'timestamp',
        },
    },
}) }}
{% endmacro %}
