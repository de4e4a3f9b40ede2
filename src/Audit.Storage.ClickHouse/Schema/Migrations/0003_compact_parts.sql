-- A part that was just inserted keeps its columns in one file instead of some two hundred: to create and fsync those took a third of an insert.
-- Merges make wide parts of them.
ALTER TABLE audit_logs MODIFY SETTING min_bytes_for_wide_part = 67108864;
