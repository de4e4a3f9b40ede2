using Audit.Hosting;
using Audit.Redaction;
using Audit.Redaction.Classified;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Redaction;

/// <summary>What is recorded of classified data.</summary>
public sealed class ClassificationTests
{
    private const string Key = "c2l4dHktZm91ciBieXRlcyBhcmUgbW9yZSB0aGFuIGVub3VnaCBmb3IgYSBrZXkgLSByZWFsbHk=";

    private static readonly DataClassification Customer = new("Contoso", "Customer");

    [Fact]
    public void By_default_secrets_and_persons_are_erased_and_of_accounts_the_end_is_kept()
    {
        using var services = Build([]);
        var redactor = services.GetRequiredService<IAuditRedactor>();

        Assert.Equal("<redacted>", redactor.RedactValue("note", "S3CRET", AuditDataClassifications.Secret).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("name", "alice", AuditDataClassifications.Personal).Text);
        Assert.Equal("***6819", redactor.RedactValue("account", "DE89370400440532013000-6819", AuditDataClassifications.Financial).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("account", "1234567", AuditDataClassifications.Financial).Text);
        Assert.Equal("7", redactor.RedactValue("qty", "7", AuditDataClassifications.Public).Text);
        Assert.Equal("7", redactor.RedactValue("qty", "7", DataClassification.None).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("qty", "7", DataClassification.Unknown).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("qty", "7", Customer).Text);
        Assert.Equal("<null>", redactor.RedactValue("name", "<null>", AuditDataClassifications.Personal).Text);
    }

    [Fact]
    public void A_name_that_smells_of_a_secret_never_passes_whatever_the_classification()
    {
        using var services = Build(new()
        {
            ["Audit:Redaction:HmacKey"] = Key,
            ["Audit:Redaction:Classifications:0:Name"] = "Personal",
            ["Audit:Redaction:Classifications:0:Redactor"] = "Hmac",
        });
        var redactor = services.GetRequiredService<IAuditRedactor>();

        foreach (var classification in new[] { AuditDataClassifications.Public, AuditDataClassifications.Personal, AuditDataClassifications.Financial, DataClassification.None })
            Assert.Equal("<redacted>", redactor.RedactValue("card_number", "4111111111111111", classification).Text);
    }

    [Fact]
    public void A_keyed_hash_is_equal_for_equal_values_and_another_with_another_key()
    {
        using var one = Hashing(Key, 3);
        using var same = Hashing(Key, 3);
        using var other = Hashing(Convert.ToBase64String(new byte[32]), 4);

        Assert.StartsWith("3:", Hash(one, "alice"), StringComparison.Ordinal);
        Assert.Equal(Hash(one, "alice"), Hash(same, "alice"));
        Assert.NotEqual(Hash(one, "alice"), Hash(one, "bob"));
        Assert.NotEqual(Hash(one, "alice")[2..], Hash(other, "alice")[2..]);
        Assert.DoesNotContain("alice", Hash(one, "alice"), StringComparison.Ordinal);

        static ServiceProvider Hashing(string key, int id) => Build(new()
        {
            ["Audit:Redaction:HmacKey"] = key,
            ["Audit:Redaction:HmacKeyId"] = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Audit:Redaction:Classifications:0:Name"] = "Personal",
            ["Audit:Redaction:Classifications:0:Redactor"] = "Hmac",
        });

        static string Hash(ServiceProvider services, string value) =>
            services.GetRequiredService<IAuditRedactor>().RedactValue("name", value, AuditDataClassifications.Personal).Text;
    }

    [Fact]
    public void The_application_brings_redactors_of_its_own()
    {
        using var services = Build(
            new()
            {
                ["Audit:Redaction:MaxValueLength"] = "16",
                ["Audit:Redaction:Classifications:0:Name"] = "Personal",
                ["Audit:Redaction:Classifications:0:Redactor"] = "Registered",
            },
            builder => builder.SetRedactor<InitialRedactor>(Customer, AuditDataClassifications.Personal));
        var redactor = services.GetRequiredService<IAuditRedactor>();

        Assert.Equal("a", redactor.RedactValue("name", "alice", AuditDataClassifications.Personal).Text);
        Assert.Equal("b", redactor.RedactValue("name", "bob", Customer).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("name", "bob", new DataClassification("Contoso", "Other")).Text);
        Assert.Equal("<redacted>", redactor.RedactValue("name", "!", Customer).Text);
        Assert.Equal(new RedactedText(new string('x', 16) + "…", true), redactor.RedactValue("name", "x", Customer));
        Assert.Equal("<redacted>", redactor.RedactValue("password", "bob", Customer).Text);
    }

    [Theory]
    [InlineData("Audit:Redaction:HmacKey is missing, since Audit:Redaction:Classifications:0 records Personal as Hmac.", "Classifications:0:Name", "Personal", "Classifications:0:Redactor", "Hmac")]
    [InlineData("Audit:Redaction:HmacKey must be base64 of 32 bytes or more", "HmacKey", "c2hvcnQ=")]
    [InlineData("Audit:Redaction:HmacKey must be base64 of 32 bytes or more", "HmacKey", "not base64")]
    [InlineData("Audit:Redaction:HmacKeyId is -1. Allowed: 0 or more.", "HmacKeyId", "-1")]
    [InlineData("Audit:Redaction:Classifications:0:Redactor is Pass. Allowed for Secret: Erase, Hmac, Registered.", "Classifications:0:Name", "Secret", "Classifications:0:Redactor", "Pass")]
    [InlineData("Audit:Redaction:Classifications:0:Redactor is 'Mask'. Allowed: Erase, Hmac, LastFour, Pass, Registered.", "Classifications:0:Name", "Personal", "Classifications:0:Redactor", "Mask")]
    [InlineData("Audit:Redaction:Classifications:0:Name is 'Privat'. Allowed: Secret, Personal, Financial, Public, or Taxonomy:Name", "Classifications:0:Name", "Privat")]
    [InlineData("Audit:Redaction:Classifications:0:Redactor is Registered, but the application has registered no redactors.", "Classifications:0:Name", "A:B", "Classifications:0:Redactor", "Registered")]
    [InlineData("Audit:Redaction:MaxAttributes is 0. Allowed: 1 to 10000.", "MaxAttributes", "0")]
    [InlineData("Audit:Redaction:MaxAttributeLength is 15. Allowed: 16 to 1048576.", "MaxAttributeLength", "15")]
    [InlineData("Audit:Redaction:MaxArguments is 0. Allowed: 1 to 10000.", "MaxArguments", "0")]
    [InlineData("Audit:Redaction:MaxArgumentLength is 1048577. Allowed: 16 to 1048576.", "MaxArgumentLength", "1048577")]
    [InlineData("Audit:Redaction:MaxChanges is 0. Allowed: 1 to 10000.", "MaxChanges", "0")]
    public void What_is_wrong_keeps_the_application_from_starting_and_names_the_key(string message, params string[] settings)
    {
        using var services = Build(settings.Chunk(2).ToDictionary(pair => $"Audit:Redaction:{pair[0]}", pair => (string?)pair[1]));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AuditOptions>>().Value);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not base64", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Personal", "Audit:Personal")]
    [InlineData(" audit:secret ", "Audit:Secret")]
    [InlineData("Contoso:Customer", "Contoso:Customer")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("Privat", null)]
    [InlineData(":x", null)]
    [InlineData("x:", null)]
    [InlineData("a:b:c", null)]
    public void Classifications_are_read_from_text(string? text, string? expected) =>
        Assert.Equal(expected, AuditDataClassifications.TryParse(text, out var classification) ? classification.ToString() : null);

    [Theory]
    [InlineData(typeof(AuditSecretAttribute), "Audit:Secret")]
    [InlineData(typeof(AuditPersonalAttribute), "Audit:Personal")]
    [InlineData(typeof(AuditFinancialAttribute), "Audit:Financial")]
    [InlineData(typeof(AuditPublicAttribute), "Audit:Public")]
    public void Attributes_carry_their_classification(Type attribute, string expected) =>
        Assert.Equal(expected, ((DataClassificationAttribute)Activator.CreateInstance(attribute)!).Classification.ToString());

    private static ServiceProvider Build(Dictionary<string, string?> settings, Action<IRedactionBuilder>? redaction = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        if (redaction is not null)
            services.AddRedaction(redaction);
        services.AddAudit();
        return services.BuildServiceProvider();
    }

    /// <summary>Leaves the first letter; makes too much of <c>x</c>, and fails for <c>!</c>.</summary>
    private sealed class InitialRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => input is "x" ? 100 : 1;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            if (source is "!")
                throw new InvalidOperationException("broken: !");
            destination[..GetRedactedLength(source)].Fill(source[0]);
            return GetRedactedLength(source);
        }
    }
}
