using System.Security.Cryptography;
using System.Text.Encodings.Web;

namespace ReferenceHost.Features.Access;

/// <summary>What people see on their way back from the provider.</summary>
internal static class SignInPage
{
    private const string Style =
        ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;font:15px/1.55 system-ui,sans-serif}main{max-width:30rem}h1{font-size:19px}";

    /// <summary>
    /// Leads on by itself. A page of this site has to: the browser does not send a cookie with <c>SameSite=Strict</c> along a chain of redirects that another
    /// site began.
    /// </summary>
    public static Task WriteArrivalAsync(HttpContext context, string address)
    {
        var target = Encode(address);
        return WriteAsync(
            context, StatusCodes.Status200OK, "Signed in", $"""<meta http-equiv="refresh" content="0;url={target}">""", $"""<p><a href="{target}">Go on to the audit log</a></p>""");
    }

    public static Task WriteFailureAsync(HttpContext context, int status, string title, string text) => WriteAsync(
        context, status, title, "", $"""<p>{Encode(text)}</p><p><a href="{Encode(context.Request.PathBase + OidcFeature.SignInPath)}">Sign in</a></p>""");

    private static Task WriteAsync(HttpContext context, int status, string title, string head, string body)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{head}<title>{Encode(title)} - Audit</title><style nonce="{nonce}">{Style}</style></head>
            <body><main><h1>{Encode(title)}</h1>{body}</main></body>
            </html>
            """,
            context.RequestAborted);
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
