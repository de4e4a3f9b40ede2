using System.Security.Claims;
using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Viewers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Transport;

/// <summary>
/// Signs a connection in by what it sent later than its first request, and again while it lasts: a token that has expired or was revoked follows nothing.
/// By the policies the endpoint was mapped with, whatever they are.
/// </summary>
internal sealed class SignInCheck(IServiceScopeFactory scopes, ViewerAccess access)
{
    /// <summary>Who the connection is; or why it may not read.</summary>
    /// <param name="connection">Its first request.</param>
    /// <param name="authorization">The value of an authorization header it sent later; <see langword="null"/>: what its first request has.</param>
    public async Task<(ClaimsPrincipal User, ApiError? Refusal)> CheckAsync(HttpContext connection, string? authorization)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            // Handlers remember their answer for as long as the request lasts, so they are asked about another one that looks the same.
            var request = Copy(connection, scope.ServiceProvider, authorization);
            var user = await UserOfAsync(connection, request).ConfigureAwait(false);
            return (user, access.Refusal(user));
        }
    }

    /// <summary>Whether someone is still who they were, and may do what they might.</summary>
    public bool IsSame(ClaimsPrincipal now, ClaimsPrincipal before) =>
        Viewer.IdOf(now) == Viewer.IdOf(before)
        && access.ScopeOf(now) == access.ScopeOf(before)
        && Viewer.RolesOf(now).ToHashSet(StringComparer.Ordinal).SetEquals(Viewer.RolesOf(before));

    private static async Task<ClaimsPrincipal> UserOfAsync(HttpContext connection, HttpContext request)
    {
        var services = request.RequestServices;
        if (await PolicyOfAsync(connection, services).ConfigureAwait(false) is { } policy && services.GetService<IPolicyEvaluator>() is { } evaluator)
        {
            var authenticated = await evaluator.AuthenticateAsync(policy, request).ConfigureAwait(false);
            request.User = authenticated.Principal ?? new ClaimsPrincipal();
            var authorized = await evaluator.AuthorizeAsync(policy, authenticated, request, request).ConfigureAwait(false);
            return authorized.Succeeded ? request.User : new ClaimsPrincipal();
        }

        // Mapped without a policy: whoever the application itself says it is.
        return services.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } usual
            ? (await request.AuthenticateAsync(usual.Name).ConfigureAwait(false)).Principal ?? new ClaimsPrincipal()
            : connection.User;
    }

    private static async Task<AuthorizationPolicy?> PolicyOfAsync(HttpContext connection, IServiceProvider services)
    {
        if (connection.GetEndpoint()?.Metadata is not { } metadata || services.GetService<IAuthorizationPolicyProvider>() is not { } policies)
            return null;
        return await AuthorizationPolicy.CombineAsync(
            policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
    }

    private static DefaultHttpContext Copy(HttpContext connection, IServiceProvider services, string? authorization)
    {
        var copy = new DefaultHttpContext { RequestServices = services };
        copy.Request.Method = HttpMethods.Get;
        copy.Request.Scheme = connection.Request.Scheme;
        copy.Request.Host = connection.Request.Host;
        copy.Request.PathBase = connection.Request.PathBase;
        copy.Request.Path = connection.Request.Path;
        foreach (var (name, values) in connection.Request.Headers)
            copy.Request.Headers[name] = values;
        if (authorization is not null)
            copy.Request.Headers.Authorization = authorization;
        copy.Connection.RemoteIpAddress = connection.Connection.RemoteIpAddress;
        copy.Connection.RemotePort = connection.Connection.RemotePort;
        copy.SetEndpoint(connection.GetEndpoint());
        return copy;
    }
}
