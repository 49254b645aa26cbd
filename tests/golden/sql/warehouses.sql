create warehouse w warehouse_size = 'X-LARGE' auto_suspend = 60 initially_suspended = true;
----
Warehouse W successfully created.

select current_warehouse();
----
W

create warehouse w;
----
error 002002 (42710): Object 'W' already exists.

create warehouse if not exists w;
----
W already exists, statement succeeded.

create or replace warehouse w with warehouse_size = small max_concurrency_level = 2 comment = 'c';
----
Warehouse W successfully created.

alter warehouse w suspend;
----
Statement executed successfully.

alter warehouse w suspend;
----
error 090064 (22000): Invalid state. Warehouse 'W' cannot be suspended.

alter warehouse w resume if suspended;
----
Statement executed successfully.

alter warehouse w set warehouse_size = '2X-LARGE', auto_suspend = null, auto_resume = false;
----
Statement executed successfully.

alter warehouse w set warehouse_size = gigantic;
----
error 001008 (22023): invalid value [GIGANTIC] for parameter 'WAREHOUSE_SIZE'

alter warehouse w set auto_suspend = -1;
----
error 001008 (22023): invalid value [-1] for parameter 'AUTO_SUSPEND'

alter warehouse w set nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'WAREHOUSE'

alter warehouse w set min_cluster_count = 3, max_cluster_count = 2;
----
error 001008 (22023): invalid value [2] for parameter 'MAX_CLUSTER_COUNT'

alter warehouse w unset auto_suspend, comment;
----
Statement executed successfully.

alter warehouse w abort all queries;
----
error 000002 (0A000): Unsupported feature 'ALTER WAREHOUSE ... ABORT ALL QUERIES'.

alter warehouse w rename to w2;
select current_warehouse();
----
W2

alter warehouse suspend;
----
Statement executed successfully.

alter warehouse if exists nope suspend;
----
Statement executed successfully.

alter warehouse nope suspend;
----
error 002003 (02000): Warehouse 'NOPE' does not exist or not authorized.

drop warehouse w2;
----
W2 successfully dropped.

select current_warehouse();
----
NULL

drop warehouse w2;
----
error 002003 (02000): Warehouse 'W2' does not exist or not authorized.

drop warehouse if exists w2;
----
Drop statement executed successfully (W2 already dropped).

use warehouse w2;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

create warehouse bad warehouse_size = tiny;
----
error 001008 (22023): invalid value [TINY] for parameter 'WAREHOUSE_SIZE'

create warehouse bad resource_monitor = m max_cluster_count = 301;
----
error 001008 (22023): invalid value [301] for parameter 'MAX_CLUSTER_COUNT'
