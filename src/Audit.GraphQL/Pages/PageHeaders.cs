using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Pages;

/// <summary>What every page tells the browser about itself.</summary>
internal static class PageHeaders
{
    private const int NonceBytes = 16;

    /// <summary>A value that only this answer's own scripts and styles carry.</summary>
    public static string CreateNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>
    /// Nothing from elsewhere, nothing inline, no frames. Scripts are trusted by the nonce and what they load themselves, so that other files of the same host are not.
    /// </summary>
    public static void Apply(HttpResponse response, string nonce)
    {
        Protect(response);
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; " +
            "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>What files are sent with, too.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
