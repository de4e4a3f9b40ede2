using Audit.Context;
using Audit.Events;

namespace Audit.GraphQL.Schema.Events;

/// <summary>Who acted.</summary>
internal sealed class Actor(AuditActor actor)
{
    public ActorType Type => actor.Type;

    public string Id => actor.Id;

    public string? Name => actor.Name;

    public string? TenantId => actor.TenantId;

    public string? ImpersonatorId => actor.ImpersonatorId;
}

/// <summary>From where.</summary>
internal sealed class Client(AuditContext context)
{
    public string? Ip => context.ClientIp is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    public string? UserAgent => context.UserAgent;

    public string? SessionId => context.SessionId;

    public string? ApiKeyId => context.ApiKeyId;
}
