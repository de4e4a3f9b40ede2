using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

internal sealed partial class FilterSql
{
    private void WriteTexts(AuditFilter filter, string path, ref Junction all)
    {
        WriteText(filter.Action, Columns.Action, $"{path}.action", ref all);
        WriteText(filter.Application, Columns.Application, $"{path}.application", ref all);
        WriteText(filter.Environment, Columns.Environment, $"{path}.environment", ref all);
        WriteText(filter.ActorId, Columns.ActorId, $"{path}.actorId", ref all);
        WriteText(filter.ActorName, Columns.ActorName, $"{path}.actorName", ref all);
        WriteText(filter.TenantId, Columns.TenantId, $"{path}.tenantId", ref all);
        WriteText(filter.SessionId, Columns.SessionId, $"{path}.sessionId", ref all);
        WriteText(filter.ApiKeyId, Columns.ApiKeyId, $"{path}.apiKeyId", ref all);
        WriteText(filter.Entity, Columns.Entity, $"{path}.entity", ref all);
        WriteText(filter.EntityKey, Columns.EntityKey, $"{path}.entityKey", ref all);
        WriteText(filter.Command, Columns.Command, $"{path}.command", ref all);
        WriteText(filter.TraceId, Columns.TraceId, $"{path}.traceId", ref all);
        WriteText(filter.TransactionId, Columns.TransactionId, $"{path}.transactionId", ref all);
        WriteText(filter.RequestId, Columns.RequestId, $"{path}.requestId", ref all);
        WriteList(filter.Table, [Columns.TablesRead, Columns.TablesWritten], $"{path}.table", ref all);
        WriteList(filter.TableWritten, [Columns.TablesWritten], $"{path}.tableWritten", ref all);
        WriteList(filter.Property, [Columns.ChangeProperties], $"{path}.property", ref all);
        if (filter.Operation is { } operations)
            WriteList(new StringFilter { In = operations }, [Columns.Operations], $"{path}.operation", ref all);
        if (filter.Fingerprint is { } fingerprint)
        {
            Begin(ref all, $"{path}.fingerprint");
            new FingerprintCondition(_sql, _texts, _limits).Write(fingerprint, $"{path}.fingerprint");
        }

        if (filter.ClientIp is { } address)
        {
            Begin(ref all, $"{path}.clientIp");
            if (!AddressRange.TryParse(_limits.Check($"{path}.clientIp", address), out var range))
                throw FilterLimits.Invalid($"{path}.clientIp", AddressRange.Expected);

            // :: stands for an event without a client, which lies in no range.
            _sql.Add($"(client_ip BETWEEN {range.First} AND {range.Last} AND client_ip != toIPv6('::'))");
        }
    }

    private void WriteText(StringFilter? filter, SqlFragment column, string path, ref Junction all)
    {
        if (filter is null)
            return;
        Begin(ref all, path);
        _texts.WriteText(filter, column, path);
    }

    private void WriteList(StringFilter? filter, ReadOnlySpan<SqlFragment> columns, string path, ref Junction all)
    {
        if (filter is null)
            return;
        Begin(ref all, path);
        _texts.WriteList(filter, columns, path);
    }
}
