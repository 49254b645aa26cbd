"""The demo's SQL: the sales example of the task graph guide.

Raw sales arrive in one table.  A root task opens the run; three tasks update the customer, product and date-time
dimensions in parallel; when all three are through, one aggregates the facts; a finalizer writes the run's record,
whatever happened.
"""

from __future__ import annotations

ROWS = 1_000_000
DATABASE = "SALES"
ROOT = "UPDATE_SALES"
TASKS = (
    "UPDATE_SALES",
    "UPDATE_CUSTOMER_TABLE",
    "UPDATE_PRODUCT_TABLE",
    "UPDATE_DATE_AND_TIME_TABLE",
    "AGGREGATE_SALES_TABLE",
    "RECORD_RUN",
)
DIMENSIONS = TASKS[1:4]

SETUP = (
    f"CREATE DATABASE {DATABASE}",
    f"""CREATE TABLE raw_sales AS
        SELECT seq4() AS sale_id,
               seq4() * 7919 % 20011 AS customer_id,
               seq4() * 104729 % 487 AS product_id,
               DATEADD('second', seq4() * 31, '2026-01-01 00:00:00'::TIMESTAMP_NTZ) AS sold_at,
               seq4() % 5 + 1 AS quantity,
               (seq4() * 31 % 9973 + 99) / 100 AS unit_price
        FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))""",
    """CREATE TABLE customers (customer_id NUMBER, region VARCHAR, first_sale TIMESTAMP_NTZ, last_sale TIMESTAMP_NTZ,
        sales NUMBER)""",
    "CREATE TABLE products (product_id NUMBER, category VARCHAR, average_price NUMBER(12,2), sales NUMBER)",
    "CREATE TABLE days (day DATE, year NUMBER, quarter NUMBER, weekday VARCHAR, sales NUMBER)",
    """CREATE TABLE sales_by_quarter (year NUMBER, quarter NUMBER, region VARCHAR, category VARCHAR, sales NUMBER,
        revenue NUMBER(18,2))""",
    "CREATE TABLE run_record (finished_at TIMESTAMP_LTZ, raw_rows NUMBER, aggregate_rows NUMBER)",
)

GRAPH = (
    f"CREATE TASK {ROOT} WAREHOUSE = COMPUTE_WH SCHEDULE = '60 MINUTES' AS SELECT COUNT(*) FROM raw_sales",
    f"""CREATE TASK UPDATE_CUSTOMER_TABLE WAREHOUSE = COMPUTE_WH AFTER {ROOT} AS
        MERGE INTO customers USING (
            SELECT customer_id, MIN(sold_at) AS first_sale, MAX(sold_at) AS last_sale, COUNT(*) AS sales
            FROM raw_sales GROUP BY customer_id
        ) AS s ON customers.customer_id = s.customer_id
        WHEN MATCHED THEN UPDATE SET last_sale = s.last_sale, sales = s.sales
        WHEN NOT MATCHED THEN INSERT (customer_id, region, first_sale, last_sale, sales)
            VALUES (s.customer_id, DECODE(s.customer_id % 4, 0, 'North', 1, 'South', 2, 'East', 'West'),
                    s.first_sale, s.last_sale, s.sales)""",
    f"""CREATE TASK UPDATE_PRODUCT_TABLE WAREHOUSE = COMPUTE_WH AFTER {ROOT} AS
        MERGE INTO products USING (
            SELECT product_id, AVG(unit_price) AS average_price, COUNT(*) AS sales FROM raw_sales GROUP BY product_id
        ) AS s ON products.product_id = s.product_id
        WHEN MATCHED THEN UPDATE SET average_price = s.average_price, sales = s.sales
        WHEN NOT MATCHED THEN INSERT (product_id, category, average_price, sales)
            VALUES (s.product_id, DECODE(s.product_id % 3, 0, 'Garden', 1, 'Kitchen', 'Office'),
                    s.average_price, s.sales)""",
    f"""CREATE TASK UPDATE_DATE_AND_TIME_TABLE WAREHOUSE = COMPUTE_WH AFTER {ROOT} AS
        MERGE INTO days USING (
            SELECT TO_DATE(sold_at) AS day, COUNT(*) AS sales FROM raw_sales GROUP BY TO_DATE(sold_at)
        ) AS s ON days.day = s.day
        WHEN MATCHED THEN UPDATE SET sales = s.sales
        WHEN NOT MATCHED THEN INSERT (day, year, quarter, weekday, sales)
            VALUES (s.day, YEAR(s.day), QUARTER(s.day), DAYNAME(s.day), s.sales)""",
    f"""CREATE TASK AGGREGATE_SALES_TABLE WAREHOUSE = COMPUTE_WH AFTER {", ".join(DIMENSIONS)} AS
        INSERT OVERWRITE INTO sales_by_quarter
        SELECT d.year, d.quarter, c.region, p.category, COUNT(*), SUM(r.quantity * r.unit_price)
        FROM raw_sales AS r
        JOIN customers AS c ON c.customer_id = r.customer_id
        JOIN products AS p ON p.product_id = r.product_id
        JOIN days AS d ON d.day = TO_DATE(r.sold_at)
        GROUP BY d.year, d.quarter, c.region, p.category""",
    f"""CREATE TASK RECORD_RUN WAREHOUSE = COMPUTE_WH FINALIZE = {ROOT} AS
        INSERT INTO run_record
        SELECT CURRENT_TIMESTAMP(), (SELECT COUNT(*) FROM raw_sales), (SELECT COUNT(*) FROM sales_by_quarter)""",
    *(f"ALTER TASK {name} RESUME" for name in TASKS[1:]),
)

EXECUTE = f"EXECUTE TASK {ROOT}"

STATES = f"""SELECT name, state, query_start_time, completed_time, error_message
    FROM TABLE({DATABASE}.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 100))
    WHERE scheduled_from = 'EXECUTE TASK'"""

GRAPH_STATE = f"""SELECT state, TIMESTAMPDIFF('millisecond', query_start_time, completed_time)
    FROM TABLE({DATABASE}.INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS(ROOT_TASK_NAME => '{ROOT}'))"""

FIRST_ROWS = """SELECT year, quarter, region, category, sales, revenue FROM sales_by_quarter
    ORDER BY year, quarter, revenue DESC LIMIT 8"""
