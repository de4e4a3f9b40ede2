using System.Collections.Immutable;
using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Reads from a user's claims who acts. Claims of identities that nobody authenticated are not believed.</summary>
internal sealed class RequestActor(IOptions<AuditAspNetCoreOptions> options)
{
    private readonly string[] _id = [.. options.Value.UserIdClaims];
    private readonly string[] _name = [.. options.Value.UserNameClaims];
    private readonly string[] _tenant = [.. options.Value.TenantClaims];
    private readonly string[] _session = [.. options.Value.SessionClaims];
    private readonly string[] _apiKey = [.. options.Value.ApiKeyClaims];

    public AuditActor Of(ClaimsPrincipal user, string? apiKeyId)
    {
        var identity = FirstAuthenticated(user);
        if (identity is null)
            return apiKeyId is null ? AuditActor.Anonymous : new AuditActor(ActorType.ApiKey, apiKeyId);

        var name = Find(user, _name) ?? NotEmpty(identity.Name) ?? NotEmpty(identity.FindFirst("name")?.Value);
        var id = Find(user, _id) ?? apiKeyId ?? name ?? "";
        return new AuditActor(apiKeyId is null ? ActorType.User : ActorType.ApiKey, id, name, Find(user, _tenant)) { Roles = RolesOf(user) };
    }

    public string? SessionOf(ClaimsPrincipal user) => Find(user, _session);

    public string? ApiKeyOf(ClaimsPrincipal user) => Find(user, _apiKey);

    private static ClaimsIdentity? FirstAuthenticated(ClaimsPrincipal user)
    {
        // The one identity of nearly every user, without an enumerator.
        if (user.Identity is ClaimsIdentity { IsAuthenticated: true } primary)
            return primary;
        foreach (var identity in user.Identities)
        {
            if (identity.IsAuthenticated)
                return identity;
        }

        return null;
    }

    private static ImmutableArray<string> RolesOf(ClaimsPrincipal user)
    {
        ImmutableArray<string>.Builder? roles = null;
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
                continue;
            foreach (var claim in identity.Claims)
            {
                if (claim.Type == identity.RoleClaimType && claim.Value.Length > 0)
                    (roles ??= ImmutableArray.CreateBuilder<string>()).Add(claim.Value);
            }
        }

        return roles is null ? [] : roles.ToImmutable();
    }

    private static string? Find(ClaimsPrincipal user, string[] types)
    {
        foreach (var type in types)
        {
            foreach (var identity in user.Identities)
            {
                if (identity.IsAuthenticated && NotEmpty(identity.FindFirst(type)?.Value) is { } value)
                    return value;
            }
        }

        return null;
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
