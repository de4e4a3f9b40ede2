using System.Collections.Immutable;
using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Reads from a user's claims who acts. Claims of identities that nobody authenticated are not believed.</summary>
internal sealed class RequestActor(IOptions<AuditAspNetCoreOptions> options)
{
    /// <summary>What tokens call a name, when the identity itself does not know its name.</summary>
    private static readonly string[] UsualNames = ["name", "preferred_username", "upn", "unique_name"];

    private readonly string[] _id = [.. options.Value.UserIdClaims];
    private readonly string[] _name = [.. options.Value.UserNameClaims];
    private readonly string[] _tenant = [.. options.Value.TenantClaims];
    private readonly string[] _roles = [.. options.Value.RoleClaims];
    private readonly string[] _impersonator = [.. options.Value.ImpersonatorClaims];
    private readonly string[] _session = [.. options.Value.SessionClaims];
    private readonly string[] _apiKey = [.. options.Value.ApiKeyClaims];
    private readonly string[] _apiKeyName = [.. options.Value.ApiKeyNameClaims];
    private readonly string[] _apiKeyScope = [.. options.Value.ApiKeyScopeClaims];

    public AuditActor Of(ClaimsPrincipal user, ApiKeyIdentity? key)
    {
        var identity = FirstAuthenticated(user);
        if (identity is null)
            return key is null ? AuditActor.Anonymous : new AuditActor(ActorType.ApiKey, key.Owner ?? key.Id, TenantId: key.TenantId);

        var name = Find(user, _name) ?? NotEmpty(identity.Name) ?? Find(user, UsualNames);
        var id = Find(user, _id) ?? key?.Owner ?? key?.Id ?? name ?? "";
        var impersonator = Find(user, _impersonator) is { } claim ? ImpersonatorClaim.IdOf(claim) : null;
        return new AuditActor(key is null ? ActorType.User : ActorType.ApiKey, id, name, Find(user, _tenant) ?? key?.TenantId, impersonator) { Roles = RolesOf(user) };
    }

    public string? SessionOf(ClaimsPrincipal user) => Find(user, _session);

    public ApiKeyIdentity? ApiKeyOf(ClaimsPrincipal user) =>
        Find(user, _apiKey) is { } id ? new ApiKeyIdentity(id, Find(user, _apiKeyName)) { Scopes = ScopesOf(user) } : null;

    public static bool IsSignedIn(ClaimsPrincipal user) => FirstAuthenticated(user) is not null;

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

    private ImmutableArray<string> RolesOf(ClaimsPrincipal user)
    {
        ImmutableArray<string>.Builder? roles = null;
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
                continue;
            foreach (var claim in identity.Claims)
            {
                if (claim.Value.Length > 0 && (_roles.Length == 0 ? claim.Type == identity.RoleClaimType : _roles.AsSpan().Contains(claim.Type)))
                    (roles ??= ImmutableArray.CreateBuilder<string>()).Add(claim.Value);
            }
        }

        return roles is null ? [] : roles.ToImmutable();
    }

    /// <summary>One claim may hold several, parted by spaces (RFC 6749, section 3.3).</summary>
    private ImmutableArray<string> ScopesOf(ClaimsPrincipal user)
    {
        ImmutableArray<string>.Builder? scopes = null;
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
                continue;
            foreach (var claim in identity.Claims)
            {
                if (_apiKeyScope.AsSpan().Contains(claim.Type))
                    (scopes ??= ImmutableArray.CreateBuilder<string>()).AddRange(claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return scopes is null ? [] : scopes.ToImmutable();
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
