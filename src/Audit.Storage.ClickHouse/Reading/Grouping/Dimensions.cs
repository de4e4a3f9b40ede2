using System.Collections.Immutable;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>What the dimensions are in SQL.</summary>
internal static class Dimensions
{
    /// <summary>The value of a dimension as text, empty where there is none; for lists the list of values, each once.</summary>
    public static SqlFragment Value(Dimension dimension) => dimension switch
    {
        Dimension.Category => new("category"),
        Dimension.Action => new("action"),
        Dimension.Outcome => new("outcome"),
        Dimension.Risk => new("transform(risk, [0, 1, 2, 3, 4], ['none', 'low', 'medium', 'high', 'critical'], 'critical')"),
        Dimension.Destructive => new("if(destructive, 'true', 'false')"),
        Dimension.Source => new("source"),
        Dimension.Application => new("application"),
        Dimension.Environment => new("environment"),
        Dimension.ActorType => new("actor_type"),
        Dimension.ActorId => new("actor_id"),
        Dimension.TenantId => new("tenant_id"),
        Dimension.SessionId => new("session_id"),
        Dimension.ApiKeyId => new("api_key_id"),
        Dimension.ClientIp => new("multiIf(client_ip = toIPv6('::'), '', startsWith(IPv6NumToString(client_ip), '::ffff:'), substring(IPv6NumToString(client_ip), 8), IPv6NumToString(client_ip))"),
        Dimension.Operation => new("arrayDistinct(operations)"),
        Dimension.Table => new("arrayDistinct(arrayConcat(tables_read, tables_written))"),
        Dimension.TableWritten => new("arrayDistinct(tables_written)"),
        Dimension.Fingerprint => FingerprintCondition.Text,
        Dimension.Entity => new("entity_type"),
        Dimension.Command => new("command_name"),
        Dimension.HttpRoute => new("http_route"),
        Dimension.ErrorCode => new("error_code"),
        Dimension.DbSystem => new("db_system"),
        Dimension.Database => new("db_name"),
        _ => throw new AuditQueryException(AuditQueryFailure.Invalid, "dimension: there is no such value."),
    };

    /// <summary>Whether an event can have several values.</summary>
    public static bool IsList(Dimension dimension) => dimension is Dimension.Operation or Dimension.Table or Dimension.TableWritten;

    public static void Check(ImmutableArray<Dimension> dimensions, int most, string path)
    {
        if (dimensions.IsDefault)
            throw new AuditQueryException(AuditQueryFailure.Invalid, $"{path}: a list is missing.");
        if (dimensions.Length > most)
            throw new AuditQueryException(AuditQueryFailure.Invalid, $"{path}: there are more than {most} dimensions.");
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (!Enum.IsDefined(dimensions[i]))
                throw new AuditQueryException(AuditQueryFailure.Invalid, $"{path}: there is no such dimension.");
            if (dimensions.IndexOf(dimensions[i]) < i)
                throw new AuditQueryException(AuditQueryFailure.Invalid, $"{path}: {dimensions[i]} is named twice.");
        }
    }
}
