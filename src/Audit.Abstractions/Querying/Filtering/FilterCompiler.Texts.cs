using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Querying.Filtering;

internal sealed partial class FilterCompiler
{
    private void AddTexts(List<EventTest> tests, AuditFilter filter, string path)
    {
        AddText(tests, filter.Action, static auditEvent => auditEvent.Action, $"{path}.action");
        AddText(tests, filter.Application, static auditEvent => auditEvent.Origin?.Application, $"{path}.application");
        AddText(tests, filter.Environment, static auditEvent => auditEvent.Origin?.Environment, $"{path}.environment");
        AddText(tests, filter.ActorId, EventTexts.ActorId, $"{path}.actorId");
        AddText(tests, filter.ActorName, EventTexts.ActorName, $"{path}.actorName");
        AddText(tests, filter.TenantId, static auditEvent => auditEvent.Context.Actor.TenantId, $"{path}.tenantId");
        AddText(tests, filter.SessionId, static auditEvent => auditEvent.Context.SessionId, $"{path}.sessionId");
        AddText(tests, filter.ApiKeyId, static auditEvent => auditEvent.Context.ApiKeyId, $"{path}.apiKeyId");
        AddText(tests, filter.Entity, static auditEvent => auditEvent.Entity?.Type, $"{path}.entity");
        AddText(tests, filter.EntityKey, static auditEvent => auditEvent.Entity?.Key, $"{path}.entityKey");
        AddText(tests, filter.Command, static auditEvent => auditEvent.Command?.Name, $"{path}.command");
        AddText(tests, filter.TraceId, static auditEvent => auditEvent.TraceId, $"{path}.traceId");
        AddText(tests, filter.TransactionId, EventTexts.TransactionId, $"{path}.transactionId");
        AddText(tests, filter.RequestId, static auditEvent => auditEvent.Context.RequestId, $"{path}.requestId");
        AddLists(tests, filter.Table, 2, EventTexts.TablesRead, EventTexts.TablesWritten, $"{path}.table");
        AddLists(tests, filter.TableWritten, 1, EventTexts.TablesWritten, Nothing, $"{path}.tableWritten");
        AddProperty(tests, filter.Property, $"{path}.property");
        if (filter.Operation is { } operations)
            AddLists(tests, new StringFilter { In = operations }, 1, EventTexts.Operations, Nothing, $"{path}.operation");
        if (filter.Fingerprint is { } fingerprint)
        {
            _limits.Count($"{path}.fingerprint");
            var test = new FingerprintTest(fingerprint, _limits, _texts, $"{path}.fingerprint");
            tests.Add((auditEvent, _) => test.Matches(auditEvent));
        }

        if (filter.ClientIp is { } address)
            AddAddress(tests, address, $"{path}.clientIp");
    }

    private void AddText(List<EventTest> tests, StringFilter? filter, Func<AuditEvent, string?> textOf, string path)
    {
        if (filter is null)
            return;
        _limits.Count(path);
        var test = _texts.Compile(filter, path);
        tests.Add((auditEvent, _) => test.Matches(textOf(auditEvent) ?? ""));
    }

    private void AddLists(
        List<EventTest> tests, StringFilter? filter, int lists, Func<AuditEvent, ImmutableArray<string>> first, Func<AuditEvent, ImmutableArray<string>> second, string path)
    {
        if (filter is null)
            return;
        _limits.Count(path);
        var test = _texts.CompileOfLists(filter, lists, path);
        tests.Add((auditEvent, _) => test.MatchesLists(first(auditEvent), second(auditEvent)));
    }

    private void AddProperty(List<EventTest> tests, StringFilter? filter, string path) => AddLists(
        tests,
        filter,
        1,
        static auditEvent => auditEvent.Entity is { Changes: var changes } ? ImmutableArray.CreateRange(changes, static change => change.Property) : [],
        Nothing,
        path);

    private void AddAddress(List<EventTest> tests, string address, string path)
    {
        _limits.Count(path);
        if (!AddressRange.TryParse(_limits.Check(path, address), out var range))
            throw FilterLimits.Invalid(path, AddressRange.Expected);
        tests.Add((auditEvent, _) => auditEvent.Context.ClientIp is { } ip && range.Contains(ip));
    }

    private static ImmutableArray<string> Nothing(AuditEvent auditEvent) => [];
}
