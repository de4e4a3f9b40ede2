using Microsoft.Extensions.Options;

namespace Audit.Dashboard;

/// <summary>Where the dashboard finds what it shows. Section <c>Audit:Dashboard</c>.</summary>
public sealed class AuditDashboardOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:Dashboard";

    /// <summary>The path that <c>MapAuditGraphQL</c> was given, without the path base. Default: <c>/graphql</c>.</summary>
    public string GraphQLPath { get; set; } = "/graphql";

    /// <summary>The path of a health check that answers as JSON, for the page about the pipeline; empty: none. Default: <c>/health/ready</c>.</summary>
    public string HealthPath { get; set; } = "/health/ready";

    /// <summary>What stands in <see cref="SignInUrl"/> for the page to come back to.</summary>
    public const string ReturnUrlPlace = "{returnUrl}";

    /// <summary>
    /// A path or an address where people sign in; empty: they are told about the one-time link that the application prints. In place of
    /// <see cref="ReturnUrlPlace"/> comes the path of the page that they wanted to see. Default: empty.
    /// </summary>
    public string SignInUrl { get; set; } = "";

    /// <summary>What people know that place by: "Sign in with" and this, at most 64 characters; empty: "Sign in". Default: empty.</summary>
    public string SignInName { get; set; } = "";
}

/// <summary>Validates <see cref="AuditDashboardOptions"/>.</summary>
internal sealed class AuditDashboardOptionsValidator : IValidateOptions<AuditDashboardOptions>
{
    private const int LongestName = 64;

    public ValidateOptionsResult Validate(string? name, AuditDashboardOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        if (!IsPath(options.GraphQLPath))
            failures.AddError($"{AuditDashboardOptions.SectionName}:{nameof(options.GraphQLPath)} is '{options.GraphQLPath}'. Allowed: a path that begins with one slash.");
        if (options.HealthPath.Length > 0 && !IsPath(options.HealthPath))
            failures.AddError($"{AuditDashboardOptions.SectionName}:{nameof(options.HealthPath)} is '{options.HealthPath}'. Allowed: a path that begins with one slash, or nothing.");
        if (options.SignInUrl.Length > 0 && !IsPath(options.SignInUrl) && !IsWebAddress(options.SignInUrl))
            failures.AddError($"{AuditDashboardOptions.SectionName}:{nameof(options.SignInUrl)} is '{options.SignInUrl}'. Allowed: a path that begins with one slash, an http or https address, or nothing.");
        if (options.SignInName.Length > LongestName || options.SignInName.Any(char.IsControl))
            failures.AddError($"{AuditDashboardOptions.SectionName}:{nameof(options.SignInName)} is '{options.SignInName}'. Allowed: at most {LongestName} characters, none of them a control character.");
        return failures.Build();
    }

    /// <summary>Two slashes would lead to another host.</summary>
    private static bool IsPath(string path) => path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal);

    private static bool IsWebAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
