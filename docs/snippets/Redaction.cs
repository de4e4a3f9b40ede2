using Audit.AdoNet.Parameters;
using Audit.Redaction.Classified;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;

namespace Audit.Snippets;

public sealed class CountryOnly : Redactor
{
    public override int GetRedactedLength(ReadOnlySpan<char> input) => Math.Min(input.Length, 2);

    public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
    {
        source[..GetRedactedLength(source)].CopyTo(destination);
        return GetRedactedLength(source);
    }
}

internal static class RedactionSetup
{
    public static void Parameters(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddEfCore();
        builder.Services.Configure<AdoNetParameterOptions>(options =>
        {
            options.Rules.Add(new() { Databases = { "shop" }, Names = { "*_id", "status" }, Classification = "Public" });
            options.Rules.Add(new() { Names = { "email", "phone" }, Classification = "Personal" });
            options.Rules.Add(new() { Types = { "Int*", "Date*" }, Servers = { "db-test:*" }, Classification = "Public" });
        });
    }

    public static void Hashes(WebApplicationBuilder builder)
    {
        builder.AddAudit(options =>
        {
            options.Redaction.HmacKey = builder.Configuration["Secrets:AuditHmacKey"];
            options.Redaction.Classifications.Add(new() { Name = "Personal", Redactor = AuditRedactorKind.Hmac });
        });
    }

    public static void OwnRedactor(WebApplicationBuilder builder)
    {
        builder.Services.AddRedaction(redaction => redaction.SetRedactor<CountryOnly>(new DataClassification("Contoso", "Address")));
        builder.AddAudit();
    }
}
