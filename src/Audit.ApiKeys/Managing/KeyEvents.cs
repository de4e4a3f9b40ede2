using System.Collections.Immutable;
using System.Globalization;
using Audit.ApiKeys.Storing;
using Audit.Events;

namespace Audit.ApiKeys.Managing;

/// <summary>Records what is done to keys, each step in the name of the ambient actor. What is recorded of a key is never the key nor its hash.</summary>
internal sealed class KeyEvents(IAuditLog log, TimeProvider time)
{
    public const string Created = "api_key.created";
    public const string Imported = "api_key.imported";
    public const string Listed = "api_key.listed";
    public const string Revoked = "api_key.revoked";
    public const string Rotated = "api_key.rotated";

    /// <summary>Runs a step, and records it if it fails.</summary>
    public async Task<T> RunAsync<T>(string action, ImmutableArray<AuditAttribute> attributes, Func<Task<T>> step)
    {
        var began = time.GetUtcNow();
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var outcome = exception is OperationCanceledException ? Outcome.Cancelled : Outcome.Failed;
            await RecordAsync(new AuditEvent(began)
            {
                Category = EventCategory.Access,
                Action = action,
                Outcome = outcome,
                ErrorCode = exception.GetType().Name,
                ErrorMessage = exception.Message,
                Attributes = attributes,
            }).ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask RecordAsync(string action, ImmutableArray<AuditAttribute> attributes, Outcome outcome = Outcome.Succeeded) =>
        RecordAsync(new AuditEvent(time.GetUtcNow()) { Category = EventCategory.Access, Action = action, Outcome = outcome, Attributes = attributes });

    /// <summary>What is recorded of a key that is no part of who acts: by names of their own.</summary>
    public static ImmutableArray<AuditAttribute> Describe(ApiKeyRow row)
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>(6);
        attributes.Add(new("target.id", row.Id));
        attributes.Add(new("target.name", row.Name));
        attributes.Add(new("target.owner", row.Owner));
        if (row.TenantId is { } tenant)
            attributes.Add(new("target.tenant", tenant));
        if (row.Scopes.Length > 0)
            attributes.Add(new("target.scopes", row.Scopes));
        if (row.ExpiresAt is { } end)
            attributes.Add(new("target.expires", Text(end)));
        return attributes.ToImmutable();
    }

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // What is done is done: nothing cancels its record.
    private async ValueTask RecordAsync(AuditEvent auditEvent)
    {
        if (log.IsEnabled)
            await log.RecordAsync(auditEvent, CancellationToken.None).ConfigureAwait(false);
    }
}
