using Audit.Exporting;
using Audit.Schema;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Exporting.Columns;

/// <summary>
/// The columns of an export in the order of the log. Their names are those of the table in every format; conditions mean the columns, whatever stands under their names here, by the setting
/// <c>prefer_column_name_to_alias</c>.
/// </summary>
internal static class EventSelection
{
    /// <summary>Sixteen digits, because programs that read JSON take numbers of this size for others.</summary>
    public const string Fingerprint = "if(fingerprint = 0, '', lower(leftPad(hex(fingerprint), 16, '0')))";

    /// <summary>IPv4 as people write it; empty when there is no client.</summary>
    public const string ClientIp = "multiIf(client_ip = toIPv6('::'), '', toString(client_ip) LIKE '::ffff:%.%', substring(toString(client_ip), 8), toString(client_ip))";

    public static SqlFragment Of(ExportFormat format, bool showsPersonalData)
    {
        var columns = AuditSchema.Columns.Concat(AuditSchema.SealingColumns)
            .Where(column => showsPersonalData || !PersonalColumns.Contains(column.Name))
            .Select(column => As(ValueOf(column, format), column.Name));
        return new SqlFragment(string.Join(", ", [.. columns, "ingested_at"]));
    }

    private static string As(string value, string column) => value == column ? column : $"{value} AS {column}";

    private static string ValueOf(AuditColumn column, ExportFormat format) => (column.Name, column.Type, format) switch
    {
        ("fingerprint", _, _) => Fingerprint,
        ("client_ip", _, _) => ClientIp,
        (_, AuditColumnType.String, ExportFormat.Csv) => Inert(column.Name),
        (_, AuditColumnType.StringArray or AuditColumnType.NullableStringArray or AuditColumnType.StringMap, ExportFormat.Csv) => $"toJSONString({column.Name})",

        // Few readers of Parquet know a UUID.
        (_, AuditColumnType.Uuid, ExportFormat.Parquet) => $"toString({column.Name})",
        _ => column.Name,
    };

    /// <summary>What a spreadsheet would run as a formula begins with an apostrophe instead; the engine does not see to it.</summary>
    private static string Inert(string column) =>
        $@"if(substring({column}, 1, 1) IN ('=', '+', '-', '@', '\t', '\r'), concat('\'', {column}), {column})";
}
