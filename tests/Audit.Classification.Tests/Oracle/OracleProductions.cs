using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Oracle;

/// <summary>How Oracle queries and changes rows in its own way, one line each.</summary>
internal static class OracleProductions
{
    public static readonly (string Text, string Truth)[] Changing =
    [
        ("INSERT INTO {t} ({c}) VALUES (?) RETURNING {d} INTO :x", "INSERT; w t"),
        ("INSERT INTO {t} {a} ({a}.{c}) VALUES (DEFAULT)", "INSERT; w t"),
        ("INSERT ALL INTO {t} ({c}) VALUES (?) INTO {u} ({d}) VALUES (?) SELECT {e} FROM {v}", "INSERT; w t u; r v"),
        ("INSERT ALL WHEN {c} > ?n THEN INTO {t} VALUES (?) ELSE INTO {u} VALUES (?) SELECT {c} FROM {v} WHERE {where}", "INSERT; w t u; r v"),
        ("INSERT FIRST WHEN {c} > ?n THEN INTO {t} ({d}) VALUES ({c}) WHEN {c} < ?n THEN INTO {u} VALUES (?) SELECT {c} FROM {v}", "INSERT; w t u; r v"),
        ("INSERT INTO {t} SELECT {c} FROM {u} LOG ERRORS REJECT LIMIT UNLIMITED", "INSERT; w t; r u"),
        ("UPDATE {t} {a} SET {a}.{c} = ? WHERE {a}.{d} = ?", "UPDATE; w t"),
        ("UPDATE {t} SET ({c}, {d}) = (SELECT {c}, {d} FROM {u} WHERE {where}) WHERE {where}", "UPDATE; w t; r u"),
        ("UPDATE {t} SET {c} = ? RETURNING {d} INTO :x", "UPDATE; w t; update_no_where t"),
        ("UPDATE {t} SET {c} = DEFAULT WHERE ROWNUM <= ?n", "UPDATE; w t"),
        ("UPDATE {t} {a} SET {c} = (SELECT MAX({d}) FROM {u} {b} WHERE {b}.{e} = {a}.{e})", "UPDATE; w t; r u; update_no_where t"),
        ("DELETE {t} WHERE {where}", "DELETE; w t"),
        ("DELETE {t}", "DELETE; w t; delete_no_where t"),
        ("DELETE FROM {t} {a} WHERE {a}.{c} = ?", "DELETE; w t"),
        ("DELETE {t} {a} WHERE {a}.{c} IN (SELECT {c} FROM {u})", "DELETE; w t; r u"),
        ("DELETE FROM {t} PARTITION (p1) WHERE {where}", "DELETE; w t"),
        ("DELETE FROM {t} WHERE {where} RETURNING {c} INTO :x", "DELETE; w t"),
        ("DELETE FROM {t} WHERE {all} LOG ERRORS REJECT LIMIT UNLIMITED", "DELETE; w t; delete_always_true_where t"),
        ("DELETE FROM {t} RETURNING {c} BULK COLLECT INTO x", "DELETE; w t; delete_no_where t"),
        ("DELETE FROM {t} WHERE ROWID = :x AND ROWNUM = 1", "DELETE; w t"),
        ("DELETE FROM {t} WHERE {c} = ? AND REGEXP_LIKE({d}, ?s)", "DELETE; w t"),
        ("DELETE FROM {t} WHERE {c} != ? OR 1 ^= 2", "DELETE; w t; delete_always_true_where t"),
        ("MERGE INTO {t} {a} USING {u} {b} ON ({a}.{c} = {b}.{c}) WHEN MATCHED THEN UPDATE SET {a}.{d} = {b}.{d} DELETE WHERE {a}.{e} = ? WHEN NOT MATCHED THEN INSERT ({c}) VALUES (?)", "MERGE; w t; r u"),
        ("MERGE INTO {t} {a} USING (SELECT {c} FROM {u} WHERE {where}) {b} ON ({a}.{c} = {b}.{c}) WHEN NOT MATCHED THEN INSERT ({c}) VALUES ({b}.{c})", "MERGE; w t; r u"),
        ("TRUNCATE TABLE {t}", "TRUNCATE; w t; truncate t"),
        ("TRUNCATE TABLE {t} DROP STORAGE CASCADE", "TRUNCATE; w t; truncate t"),
    ];

    private static readonly (string Text, string Truth)[] Querying =
    [
        ("SELECT {c} FROM {t} WHERE ROWNUM < ?n", "SELECT; r t"),
        ("SELECT {c} FROM {t} ORDER BY {d} NULLS FIRST FETCH FIRST ?i ROWS WITH TIES", "SELECT; r t"),
        ("SELECT LEVEL, {c} FROM {t} START WITH {d} IS NULL CONNECT BY NOCYCLE PRIOR {c} = {d} ORDER SIBLINGS BY {c}", "SELECT; r t"),
        ("SELECT {a}.{c} FROM {t} {a}, {u} {b} WHERE {a}.{d} = {b}.{d}(+)", "SELECT; r t u"),
        ("SELECT {c} FROM {t} MINUS SELECT {c} FROM {u}", "SELECT; r t u"),
        ("SELECT {c} FROM {t} AS OF TIMESTAMP systimestamp WHERE {where}", "SELECT; r t"),
        ("SELECT * FROM TABLE({a}({parameter}))", "SELECT"),
        ("SELECT {c} FROM {t} FOR UPDATE OF {c} NOWAIT", "SELECT; r t"),
        ("SELECT * FROM {t} PIVOT (SUM({c}) FOR {d} IN (?s AS x1, ?s AS x2))", "SELECT; r t"),
        ("SELECT LISTAGG({c}, ?s) WITHIN GROUP (ORDER BY {d}) FROM {t} GROUP BY {e}", "SELECT; r t"),
        ("SELECT DECODE({c}, ?, ?, ?), NVL({d}, ?), {e} || ?s FROM {t}", "SELECT; r t"),
        ("SELECT DATE ?s, TIMESTAMP ?s, INTERVAL ?s DAY FROM {t} WHERE {c} > SYSDATE - ?n", "SELECT; r t"),
        ("SELECT {a}.{c} FROM {t} {a} CROSS APPLY (SELECT {d} FROM {u} WHERE {u}.{e} = {a}.{e}) {b}", "SELECT; r t u"),
        ("SELECT {c} FROM {t} VERSIONS BETWEEN SCN MINVALUE AND MAXVALUE WHERE {where}", "SELECT; r t"),
        ("SELECT {c} FROM {t} PARTITION (p1) {a} WHERE {a}.{d} = ?", "SELECT; r t"),
        ("SELECT {a}.NEXTVAL, SYS_CONTEXT(?s, ?s), {c} FROM {t}", "SELECT; r t"),
        ("SELECT {c} FROM {t} NATURAL JOIN {u}", "SELECT; r t u"),
        ("SELECT {c} FROM {t} {a} JOIN {u} {b} USING ({d}) WHERE {where}", "SELECT; r t u"),
        ("WITH {a} AS (SELECT {c} FROM {t}) SELECT {c} FROM {a} UNION ALL SELECT {c} FROM {u}", "SELECT; r t u"),
    ];

    public static IReadOnlyList<Production> All { get; } = [.. Template.Productions(Changing, 3), .. Template.Productions(Querying, 2)];
}
