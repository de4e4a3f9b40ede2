using Audit.Redaction;
using Audit.Statements;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Classification;

/// <summary>The engine brings its classifier and redactor, configured by <c>Audit:Classification</c> and <c>Audit:Redaction</c>.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void Options_are_bound_from_the_configuration()
    {
        using var provider = Build(new()
        {
            ["Audit:Classification:MaxStatementLength"] = "300",
            ["Audit:Redaction:SecretNames:0"] = "badge",
            ["Audit:Redaction:MaxValueLength"] = "16",
        });

        var classifier = provider.GetRequiredService<IStatementClassifier>();
        var redactor = provider.GetRequiredService<IAuditRedactor>();

        Assert.True(classifier.Classify($"SELECT {new string('a', 400)}", SqlDialect.Sqlite).IsTruncated);
        Assert.Equal("<redacted>", redactor.RedactValue("BadgeNumber", "7").Text);
        Assert.Equal(new RedactedText(new string('x', 16) + "…", true), redactor.RedactValue("note", new string('x', 99)));
    }

    [Fact]
    public void A_value_out_of_range_names_its_key()
    {
        using var provider = Build(new() { ["Audit:Classification:MaxStatementLength"] = "1" });

        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStatementClassifier>());

        Assert.Contains("Audit:Classification:MaxStatementLength is 1. Allowed: 256 to 16777216.", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddAudit();
        return services.BuildServiceProvider();
    }
}
