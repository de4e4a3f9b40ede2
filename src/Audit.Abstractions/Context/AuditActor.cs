using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Context;

/// <summary>Who acts.</summary>
/// <param name="Type">What kind of actor.</param>
/// <param name="Id">The id under which the actor is known.</param>
/// <param name="Name">A name for people to read.</param>
/// <param name="TenantId">The tenant the actor belongs to.</param>
/// <param name="ImpersonatorId">The id of who really acts, when someone acts as this actor.</param>
public sealed record AuditActor(
    ActorType Type,
    string Id,
    string? Name = null,
    string? TenantId = null,
    string? ImpersonatorId = null)
{
    /// <summary>The roles the actor has at the moment: what rules may ask for. They are not recorded.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Nobody is signed in.</summary>
    public static AuditActor Anonymous { get; } = new(ActorType.Anonymous, "");

    /// <summary>The application itself; its id becomes the application's name when the event is sealed.</summary>
    public static AuditActor System { get; } = new(ActorType.System, "");

    /// <summary>A service of the application, for example a hosted service.</summary>
    /// <param name="name">The service's name.</param>
    public static AuditActor Service(string name) => new(ActorType.Service, name, name);

    /// <summary>
    /// This actor, with someone else really acting as them. Of a chain of impersonations it is the first who really acts: an
    /// <paramref name="impersonator"/> that is itself impersonated passes its own on.
    /// </summary>
    /// <param name="impersonator">Who really acts.</param>
    public AuditActor ImpersonatedBy(AuditActor impersonator)
    {
        ArgumentNullException.ThrowIfNull(impersonator);
        return this with { ImpersonatorId = impersonator.ImpersonatorId ?? impersonator.Id };
    }
}
