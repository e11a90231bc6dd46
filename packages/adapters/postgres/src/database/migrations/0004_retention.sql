-- What is past its time is found by its time.
create index inbox_handled_at_order on inbox (handled_at);
drop index inbox_handled_at;
create index dead_letters_failed_at on dead_letters (failed_at);
