-- The shape of a well-known open-source shop, from memory; its tables share a prefix.

CREATE TABLE shop_countries (
    id integer PRIMARY KEY,
    iso varchar(2) NOT NULL UNIQUE,
    name varchar(80) NOT NULL
);
CREATE TABLE shop_states (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    abbr varchar(8),
    country_id integer NOT NULL REFERENCES shop_countries (id)
);
CREATE TABLE shop_addresses (
    id integer PRIMARY KEY,
    firstname varchar(80),
    lastname varchar(80),
    address1 varchar(120),
    address2 varchar(120),
    city varchar(80),
    zipcode varchar(12),
    phone varchar(30),
    company varchar(80),
    state_id integer REFERENCES shop_states (id),
    country_id integer NOT NULL REFERENCES shop_countries (id),
    created_at timestamp NOT NULL
);
CREATE TABLE shop_users (
    id integer PRIMARY KEY,
    email varchar(120) NOT NULL UNIQUE,
    encrypted_password varchar(128),
    reset_password_token varchar(60),
    current_sign_in_ip varchar(40),
    last_sign_in_ip varchar(40),
    last_sign_in_at timestamp,
    sign_in_count integer NOT NULL,
    ship_address_id integer REFERENCES shop_addresses (id),
    bill_address_id integer REFERENCES shop_addresses (id),
    deleted_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE shop_user_addresses (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES shop_users (id),
    address_id integer NOT NULL REFERENCES shop_addresses (id),
    is_default boolean NOT NULL DEFAULT false
);
CREATE TABLE shop_roles (
    id integer PRIMARY KEY,
    name varchar(40) NOT NULL UNIQUE
);
CREATE TABLE shop_role_users (
    id integer PRIMARY KEY,
    role_id integer NOT NULL REFERENCES shop_roles (id),
    user_id integer NOT NULL REFERENCES shop_users (id)
);
CREATE TABLE shop_tax_categories (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    tax_code varchar(12)
);
CREATE TABLE shop_products (
    id integer PRIMARY KEY,
    name varchar(120) NOT NULL,
    description text,
    slug varchar(120) NOT NULL UNIQUE,
    available_on timestamp,
    tax_category_id integer REFERENCES shop_tax_categories (id),
    created_at timestamp NOT NULL
);
CREATE TABLE shop_variants (
    id integer PRIMARY KEY,
    sku varchar(40) NOT NULL UNIQUE,
    product_id integer NOT NULL REFERENCES shop_products (id),
    weight numeric(8, 2),
    position integer
);
CREATE TABLE shop_prices (
    id integer PRIMARY KEY,
    variant_id integer NOT NULL REFERENCES shop_variants (id),
    amount numeric(10, 2),
    currency varchar(3) NOT NULL -- of: EUR|USD
);
CREATE TABLE shop_taxons (
    id integer PRIMARY KEY,
    parent_id integer REFERENCES shop_taxons (id),
    name varchar(60) NOT NULL,
    permalink varchar(120),
    position integer
);
CREATE TABLE shop_products_taxons (
    id integer PRIMARY KEY,
    product_id integer NOT NULL REFERENCES shop_products (id),
    taxon_id integer NOT NULL REFERENCES shop_taxons (id)
);
CREATE TABLE shop_stores (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    url varchar(120),
    mail_from_address varchar(120)
);
CREATE TABLE shop_orders (
    id integer PRIMARY KEY,
    number varchar(32) NOT NULL UNIQUE,
    user_id integer REFERENCES shop_users (id),
    email varchar(120),
    state varchar(20) NOT NULL, -- of: cart|complete|canceled
    item_total numeric(10, 2) NOT NULL,
    total numeric(10, 2) NOT NULL,
    currency varchar(3) NOT NULL, -- of: EUR|USD
    bill_address_id integer REFERENCES shop_addresses (id),
    ship_address_id integer REFERENCES shop_addresses (id),
    store_id integer REFERENCES shop_stores (id),
    created_by_id integer REFERENCES shop_users (id),
    approver_id integer REFERENCES shop_users (id),
    canceler_id integer REFERENCES shop_users (id),
    last_ip_address varchar(40),
    special_instructions text,
    completed_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE shop_line_items (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    variant_id integer NOT NULL REFERENCES shop_variants (id),
    quantity integer NOT NULL,
    price numeric(10, 2) NOT NULL,
    tax_category_id integer REFERENCES shop_tax_categories (id)
);
CREATE TABLE shop_payment_methods (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    description text,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE shop_credit_cards (
    id integer PRIMARY KEY,
    user_id integer REFERENCES shop_users (id),
    address_id integer REFERENCES shop_addresses (id),
    month varchar(2),
    year varchar(4),
    cc_type varchar(16), -- of: visa|mastercard
    last_digits varchar(4),
    name varchar(80),
    gateway_customer_profile_id varchar(60),
    payment_method_id integer REFERENCES shop_payment_methods (id)
);
CREATE TABLE shop_payments (
    id integer PRIMARY KEY,
    amount numeric(10, 2) NOT NULL,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    source_type varchar(40), -- of: CreditCard|StoreCredit
    source_id integer,
    payment_method_id integer REFERENCES shop_payment_methods (id),
    state varchar(20), -- of: checkout|completed|void
    response_code varchar(40),
    avs_response varchar(8),
    created_at timestamp NOT NULL
);
CREATE TABLE shop_stock_locations (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    city varchar(80),
    country_id integer REFERENCES shop_countries (id),
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE shop_stock_items (
    id integer PRIMARY KEY,
    stock_location_id integer NOT NULL REFERENCES shop_stock_locations (id),
    variant_id integer NOT NULL REFERENCES shop_variants (id),
    count_on_hand integer NOT NULL
);
CREATE TABLE shop_shipments (
    id integer PRIMARY KEY,
    tracking varchar(60),
    number varchar(32) NOT NULL UNIQUE,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    stock_location_id integer REFERENCES shop_stock_locations (id),
    cost numeric(10, 2),
    shipped_at timestamp,
    state varchar(20) -- of: pending|shipped
);
CREATE TABLE shop_inventory_units (
    id integer PRIMARY KEY,
    state varchar(20), -- of: on_hand|shipped
    variant_id integer NOT NULL REFERENCES shop_variants (id),
    line_item_id integer REFERENCES shop_line_items (id),
    shipment_id integer NOT NULL REFERENCES shop_shipments (id)
);
CREATE TABLE shop_return_authorizations (
    id integer PRIMARY KEY,
    number varchar(32) NOT NULL UNIQUE,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    memo text,
    created_at timestamp NOT NULL
);
CREATE TABLE shop_refunds (
    id integer PRIMARY KEY,
    payment_id integer NOT NULL REFERENCES shop_payments (id),
    amount numeric(10, 2) NOT NULL,
    transaction_id varchar(60),
    created_at timestamp NOT NULL
);
CREATE TABLE shop_promotions (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    description varchar(255),
    expires_at timestamp,
    usage_limit integer
);
CREATE TABLE shop_order_promotions (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    promotion_id integer NOT NULL REFERENCES shop_promotions (id)
);
CREATE TABLE shop_adjustments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES shop_orders (id),
    source_type varchar(40), -- of: TaxRate|Promotion
    source_id integer,
    amount numeric(10, 2),
    label varchar(120)
);
CREATE TABLE shop_store_credits (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES shop_users (id),
    created_by_id integer REFERENCES shop_users (id),
    amount numeric(10, 2) NOT NULL,
    memo text,
    created_at timestamp NOT NULL
);
CREATE TABLE shop_reviews (
    id integer PRIMARY KEY,
    product_id integer NOT NULL REFERENCES shop_products (id),
    user_id integer REFERENCES shop_users (id),
    name varchar(80),
    location varchar(80),
    rating integer NOT NULL,
    title varchar(120),
    review text,
    approved boolean NOT NULL DEFAULT false,
    ip_address varchar(40),
    created_at timestamp NOT NULL
);
CREATE TABLE shop_wishlists (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES shop_users (id),
    name varchar(80),
    access_hash varchar(40)
);
CREATE TABLE shop_wished_products (
    id integer PRIMARY KEY,
    wishlist_id integer NOT NULL REFERENCES shop_wishlists (id),
    variant_id integer NOT NULL REFERENCES shop_variants (id),
    remark text
);
CREATE TABLE shop_newsletter_subscribers (
    id integer PRIMARY KEY,
    email varchar(120) NOT NULL UNIQUE,
    confirmed_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE shop_tax_rates (
    id integer PRIMARY KEY,
    amount numeric(8, 5) NOT NULL,
    tax_category_id integer NOT NULL REFERENCES shop_tax_categories (id),
    name varchar(60)
);
