using System.Security.Claims;
using Audit.ApiKeys.Authentication;
using Audit.AspNetCore.AccessEvents;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.SignIn;

/// <summary>Signs the shop's users in: by a cookie, or by an API key when a request carries one.</summary>
internal static class SignInFeature
{
    /// <summary>The scheme that chooses between cookie and API key.</summary>
    public const string Scheme = "Shop";

    private static readonly string[] DemoUsers = ["alice", "bob"];

    public static void AddShopSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, scheme => scheme.ForwardDefaultSelector = static context =>
                context.Request.Headers.ContainsKey(ApiKeyDefaults.HeaderName) ? ApiKeyDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddApiKey()
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "shop";
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Events.OnRedirectToLogin = static context => Refuse(context, StatusCodes.Status401Unauthorized);
                cookie.Events.OnRedirectToAccessDenied = static context => Refuse(context, StatusCodes.Status403Forbidden);
            });
        builder.Services.AddAuthorization();
        builder.Services.AddAuditedCommand<CreateUserCommand>();
    }

    /// <summary>Whether somebody of that name exists without having been created.</summary>
    public static bool IsDemoUser(string user) => DemoUsers.Contains(user);

    public static void MapShopSignIn(this IEndpointRouteBuilder shop, IHostEnvironment environment)
    {
        shop.MapPost("/sign-out", (Delegate)SignOutAsync);
        // Users without passwords are for trying things out, never for a server that others reach.
        if (environment.IsDevelopment())
            shop.MapPost("/sign-in", SignInAsync);
    }

    private static async Task<Results<NoContent, ValidationProblem>> SignInAsync(
        HttpContext context, SignInInput input, ShopDbContext shop, IAccessEvents access, CancellationToken cancellationToken)
    {
        var name = IsDemoUser(input.User)
            ? char.ToUpperInvariant(input.User[0]) + input.User[1..]
            : await shop.Users.Where(user => user.Id == input.User).Select(static user => user.Name).FirstOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            // What was typed may be a password in the wrong field, and is not recorded.
            await access.SignInFailedAsync(user: null, "unknown user", cancellationToken);
            return TypedResults.ValidationProblem([new("User", [$"Allowed are {string.Join(", ", DemoUsers)}, and who was added by user:create."])]);
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, input.User),
                new Claim(ClaimTypes.Name, name),
                new Claim("sid", Guid.CreateVersion7().ToString("N")),
            ],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.NoContent();
    }

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

/// <summary>Who signs in.</summary>
public sealed record SignInInput(string User);
