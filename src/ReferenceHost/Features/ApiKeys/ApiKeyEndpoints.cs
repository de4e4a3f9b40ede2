using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Audit.ApiKeys.Managing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ReferenceHost.Features.ApiKeys;

/// <summary>Users look after their own keys. A key does not: who finds one must not be able to make others of it.</summary>
internal static class ApiKeyEndpoints
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    public static void MapApiKeys(this IEndpointRouteBuilder shop)
    {
        var keys = shop.MapGroup("/api-keys").RequireAuthorization(static policy => policy.RequireAssertion(static context =>
            context.User.Identity?.IsAuthenticated == true && !context.User.HasClaim(static claim => claim.Type == "api_key_id")));
        keys.MapGet("/", static (ClaimsPrincipal user, IApiKeys keys, CancellationToken cancellationToken) => keys.ListAsync(IdOf(user), cancellationToken));
        keys.MapPost("/", CreateAsync);
        keys.MapPost("/{id}/rotate", RotateAsync);
        keys.MapDelete("/{id}", RevokeAsync);
    }

    private static async Task<Created<ApiKeyOutput>> CreateAsync(ClaimsPrincipal user, IApiKeys keys, ApiKeyInput input, TimeProvider time, CancellationToken cancellationToken)
    {
        var issued = await keys.CreateAsync(
            new NewApiKey(input.Name, IdOf(user)) { ExpiresAt = input.Days is { } days ? time.GetUtcNow().AddDays(days) : null }, cancellationToken);
        return TypedResults.Created($"/shop/api-keys/{issued.Info.Id}", new ApiKeyOutput(issued.Info.Id, issued.Reveal()));
    }

    private static async Task<Results<Ok<ApiKeyOutput>, NotFound>> RotateAsync(ClaimsPrincipal user, IApiKeys keys, string id, CancellationToken cancellationToken) =>
        await IsOwnAsync(user, keys, id, cancellationToken) && await keys.RotateAsync(id, Overlap, cancellationToken) is { } issued
            ? TypedResults.Ok(new ApiKeyOutput(issued.Info.Id, issued.Reveal()))
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(ClaimsPrincipal user, IApiKeys keys, string id, CancellationToken cancellationToken) =>
        await IsOwnAsync(user, keys, id, cancellationToken) && await keys.RevokeAsync(id, cancellationToken: cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<bool> IsOwnAsync(ClaimsPrincipal user, IApiKeys keys, string id, CancellationToken cancellationToken) =>
        (await keys.ListAsync(IdOf(user), cancellationToken)).Any(key => key.Id == id);

    private static string IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}

/// <summary>What a user says of a new key.</summary>
public sealed record ApiKeyInput([Required, StringLength(200, MinimumLength = 1)] string Name, [Range(1, 3650)] int? Days = null);

/// <summary>A new key; it is shown this once.</summary>
public sealed record ApiKeyOutput(string Id, string Key);
