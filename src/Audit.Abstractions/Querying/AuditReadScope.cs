using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Querying;

/// <summary>
/// What of the log somebody may see. Readers that serve people put it on every query, so that what may not be seen is not read either. Immutable.
/// </summary>
public sealed record AuditReadScope
{
    /// <summary>All tenants with all personal data: what the application itself sees.</summary>
    public static AuditReadScope Everything { get; } = new() { ShowsPersonalData = true };

    /// <summary>The type of the claim that binds who has it to a tenant.</summary>
    public const string TenantClaim = "tenant_id";

    /// <summary>The only tenant whose events are seen; <see langword="null"/>: the events of all tenants, and those of none.</summary>
    public string? TenantId { get; init; }

    /// <summary>
    /// Whether personal data is seen: addresses and agents of clients, names of actors, values of parameters, changes and custom attributes, arguments of
    /// commands. Without it these are left out, and cannot be searched, filtered or grouped by.
    /// </summary>
    public bool ShowsPersonalData { get; init; }

    /// <summary>Narrows a filter to what may be seen.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <exception cref="AuditQueryException"><see cref="AuditQueryFailure.Forbidden"/>: it has a condition on personal data that may not be seen.</exception>
    public AuditFilter Narrow(AuditFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!ShowsPersonalData)
            PersonalData.Refuse(filter);
        if (TenantId is not { } tenant)
            return filter;

        // In the filter itself rather than around it: what it may hold, and which rollup answers it, stays the same.
        var wanted = filter.TenantId ?? new StringFilter();
        return filter with { TenantId = wanted.Eq is null || wanted.Eq == tenant ? wanted with { Eq = tenant } : new StringFilter { Eq = tenant, In = [] } };
    }

    /// <summary>Checks that somebody may group by dimensions.</summary>
    /// <param name="dimensions">What to group by.</param>
    /// <exception cref="AuditQueryException"><see cref="AuditQueryFailure.Forbidden"/>: one of them is personal data that may not be seen.</exception>
    public void CheckDimensions(ImmutableArray<Dimension> dimensions)
    {
        if (!ShowsPersonalData)
            PersonalData.Refuse(dimensions);
    }

    /// <summary>Whether an event is of the tenant that is seen.</summary>
    public bool Admits(AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return TenantId is null || (auditEvent.Context.Actor.TenantId ?? "") == TenantId;
    }

    /// <summary>The event as it may be seen: itself, or a copy in which personal data is left out or reads <see cref="Redaction.Redacted.Marker"/>.</summary>
    public AuditEvent Show(AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return ShowsPersonalData ? auditEvent : PersonalData.Mask(auditEvent);
    }
}
