-- Fills a database: `psql "$DATABASE_URL" --file schema.sql`.
CREATE TABLE customers (id serial PRIMARY KEY, email text NOT NULL, name text NOT NULL);
CREATE TABLE orders (
    id serial PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers,
    placed_on date NOT NULL,
    note text NOT NULL
);
CREATE TABLE lines (
    id serial PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders,
    article text NOT NULL,
    quantity integer NOT NULL,
    price numeric(10, 2) NOT NULL
);

INSERT INTO customers (email, name)
SELECT 'customer' || n || '@example.org', 'Customer ' || n FROM generate_series(1, 5000) n;

INSERT INTO orders (customer_id, placed_on, note)
SELECT 1 + n % 5000, date '2026-01-01' + n / 5000 * 30 + n % 30, repeat('Leave it with the neighbours. ', 6)
FROM generate_series(0, 49999) n;

INSERT INTO lines (order_id, article, quantity, price)
SELECT 1 + n % 50000, 'A' || lpad(article::text, 3, '0'), 1 + n % 4, 0.90 + article
FROM generate_series(0, 149999) n, LATERAL (SELECT (n + n / 50000 * 3) % 40 AS article) a;

-- Lines are found by their order; nobody thought of orders by their customer.
CREATE INDEX lines_by_order ON lines (order_id);
ANALYZE;
