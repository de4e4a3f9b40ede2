using System.Globalization;
using Audit.GraphQL.PersistedDocuments;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL;

/// <summary>Validates <see cref="AuditGraphQLOptions"/>. By hand, because the generated messages do not name the configuration key.</summary>
internal sealed class AuditGraphQLOptionsValidator : IValidateOptions<AuditGraphQLOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditGraphQLOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        Check(options.MaxRequestBytes, 1 << 10, 16 << 20, nameof(options.MaxRequestBytes));
        Check(options.MaxDocumentBytes, 256, 1 << 20, nameof(options.MaxDocumentBytes));
        Check(options.MaxDepth, 5, 64, nameof(options.MaxDepth));
        Check(options.MaxFields, 10, 5_000, nameof(options.MaxFields));
        Check(options.MaxAliases, 0, 1_000, nameof(options.MaxAliases));
        Check(options.MaxCost, 100, 10_000_000, nameof(options.MaxCost));
        Check(options.MaxPageSize, 1, 1_000, nameof(options.MaxPageSize));
        Check(options.DefaultPageSize, 1, options.MaxPageSize, nameof(options.DefaultPageSize));
        Check(options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.Timeout));
        Check(options.RequestsPerSecond, 0, 100_000, nameof(options.RequestsPerSecond));
        Check(options.RequestBurst, 1, 100_000, nameof(options.RequestBurst));
        Check(options.Subscriptions.MaxPerUser, 1, 1_000, $"{nameof(options.Subscriptions)}:{nameof(options.Subscriptions.MaxPerUser)}");
        Check(options.Subscriptions.Max, 1, 10_000, $"{nameof(options.Subscriptions)}:{nameof(options.Subscriptions.Max)}");
        Check(options.Subscriptions.InitTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), $"{nameof(options.Subscriptions)}:{nameof(options.Subscriptions.InitTimeout)}");
        Check(options.Subscriptions.CheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), $"{nameof(options.Subscriptions)}:{nameof(options.Subscriptions.CheckInterval)}");
        CheckDocuments(options.PersistedDocuments, failures);
        Check(options.ExportTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(options.ExportTimeout));
        Check(options.ExportStallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.ExportStallTimeout));
        Check(options.ExportMinBytesPerSecond, 0, 100_000_000, nameof(options.ExportMinBytesPerSecond));
        CheckNames(options.Roles, nameof(options.Roles));
        CheckNames(options.ApproverRoles, nameof(options.ApproverRoles));
        CheckNames(options.ExporterRoles, nameof(options.ExporterRoles));
        CheckNames(options.IntrospectionRoles, nameof(options.IntrospectionRoles));
        CheckNames(options.GraphiQLRoles, nameof(options.GraphiQLRoles));
        CheckNames(options.TenantClaims, nameof(options.TenantClaims));
        foreach (var origin in options.AllowedOrigins)
        {
            if (!IsOrigin(origin))
                failures.AddError($"{AuditGraphQLOptions.SectionName}:{nameof(options.AllowedOrigins)} holds '{origin}'. Allowed: origins as browsers write them, for example https://tools.example or http://localhost:5173.");
        }

        return failures.Build();

        void CheckNames(IList<string> names, string key)
        {
            if (names.Any(string.IsNullOrWhiteSpace))
                failures.AddError($"{AuditGraphQLOptions.SectionName}:{key} holds an empty name.");
        }

        void Check<T>(T value, T least, T most, string key)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                failures.AddError(string.Create(CultureInfo.InvariantCulture, $"{AuditGraphQLOptions.SectionName}:{key} is {value}. Allowed: {least} to {most}."));
        }
    }

    /// <summary>Written exactly as browsers do, since it is compared as a text.</summary>
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;

    private static void CheckDocuments(AuditGraphQLPersistedDocumentOptions options, ValidateOptionsResultBuilder failures)
    {
        const string Section = $"{AuditGraphQLOptions.SectionName}:{nameof(AuditGraphQLOptions.PersistedDocuments)}";
        if (options.Path is null)
        {
            if (options.Only)
                failures.AddError($"{Section}:{nameof(options.Only)} needs {Section}:{nameof(options.Path)}.");
            return;
        }

        try
        {
            DocumentManifest.Read(options.Path);
        }
        catch (InvalidDataException failure)
        {
            failures.AddError($"{Section}:{nameof(options.Path)} is '{options.Path}': {failure.Message}");
        }
    }
}

/// <summary>The roles that may read, decide, export and get GraphiQL, unless others are configured.</summary>
internal sealed class AuditGraphQLDefaultRoles : IPostConfigureOptions<AuditGraphQLOptions>
{
    public void PostConfigure(string? name, AuditGraphQLOptions options)
    {
        if (options.Roles.Count == 0)
            options.Roles = ["Viewer", "Analyst", "Operator", "Admin"];
        if (options.ApproverRoles.Count == 0)
            options.ApproverRoles = ["Operator", "Admin"];
        if (options.ExporterRoles.Count == 0)
            options.ExporterRoles = ["Analyst", "Admin"];
        if (options.GraphiQLRoles.Count == 0)
            options.GraphiQLRoles = ["Analyst", "Admin"];
    }
}
