using Audit.Hosting;
using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Redaction;

/// <summary>What is left out of values and of error messages.</summary>
public sealed class RedactorTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("@Password")]
    [InlineData("user_passwd")]
    [InlineData("newPasswordHash")]
    [InlineData("PWD")]
    [InlineData("ApiKey")]
    [InlineData("x-api-key")]
    [InlineData("API_KEYS")]
    [InlineData("CardNumber")]
    [InlineData("card_number")]
    [InlineData("@__cards_0")]
    [InlineData("ssn")]
    [InlineData("UserPin2")]
    [InlineData("accesstoken")]
    [InlineData("Authorization")]
    [InlineData("cvv")]
    [InlineData("ClientSecret")]
    [InlineData("connectionString")]
    public void Names_that_smell_of_secrets_never_pass(string name) => Assert.Equal("<redacted>", New().RedactValue(name, "S3CRET"));

    [Theory]
    [InlineData("discarded")]
    [InlineData("cardinality")]
    [InlineData("shipping")]
    [InlineData("pinned")]
    [InlineData("author")]
    [InlineData("compass")]
    [InlineData("name")]
    [InlineData("@p0")]
    [InlineData("")]
    public void Other_names_do(string name) => Assert.Equal("value", New().RedactValue(name, "value"));

    [Theory]
    [InlineData("Server=x;Password=S3CRET;Database=y", "Server=x;Password=<redacted>;Database=y")]
    [InlineData("{\"token\": \"S3CRET\", \"id\": 1}", "{\"token\": <redacted>, \"id\": 1}")]
    [InlineData("eyJhbGciOi.eyJzdWIi.S3CRET", "<redacted>")]
    [InlineData("Bearer S3CRET", "<redacted>")]
    [InlineData("a=1&secret=S3CRET&b=2", "a=1&secret=<redacted>&b=2")]
    public void Values_that_carry_secrets_lose_them(string value, string expected) => Assert.Equal(expected, New().RedactValue("note", value));

    [Fact]
    public void Names_are_configurable()
    {
        var redactor = New(static options =>
        {
            options.Redaction.SecretNames.Add("national_id");
            options.Redaction.HarmlessNames.Add("card-count");
        });

        Assert.Equal("<redacted>", redactor.RedactValue("NationalId", "x"));
        Assert.Equal("5", redactor.RedactValue("CardCount", "5"));
        Assert.Equal("<redacted>", redactor.RedactValue("CardCode", "5"));
    }

    [Fact]
    public void A_long_value_is_cut_and_marked()
    {
        var redactor = New(static options => options.Redaction.MaxValueLength = 20);

        Assert.Equal(new string('x', 20) + "…", redactor.RedactValue("note", new string('x', 21)));
        Assert.Equal(new string('x', 19) + "…", redactor.RedactValue("note", new string('x', 19) + "🚲"));
    }

    [Theory]
    [InlineData("23505: duplicate key value violates unique constraint \"IX_Customers_Email\"\n\nDETAIL: Key (\"Email\")=(a@b.c) already exists.", "23505: duplicate key value violates unique constraint \"IX_Customers_Email\"\n\nDETAIL: Key (\"Email\")=(<redacted>) already exists.")]
    [InlineData("Key (email)=(a (b) c) already exists.", "Key (email)=(<redacted>) already exists.")]
    [InlineData("22P02: invalid input syntax for type integer: \"S3CRET\"", "22P02: invalid input syntax for type integer: \"<redacted>\"")]
    [InlineData("value \"S3CRET\" is out of range for type integer", "value \"<redacted>\" is out of range for type integer")]
    [InlineData("null value in column \"name\" of relation \"products\" violates not-null constraint\nDETAIL: Failing row contains (1, S3CRET, null).", "null value in column \"name\" of relation \"products\" violates not-null constraint\nDETAIL: Failing row contains (<redacted>).")]
    [InlineData("42P01: relation \"shop.orders\" does not exist", "42P01: relation \"shop.orders\" does not exist")]
    [InlineData("SQLite Error 19: 'UNIQUE constraint failed: Customers.Email'.", "SQLite Error 19: 'UNIQUE constraint failed: Customers.Email'.")]
    [InlineData("SQLite Error 1: 'near \"S3CRET\": syntax error'.", "SQLite Error 1: 'near \"<redacted>\": syntax error'.")]
    [InlineData("SQLite Error 1: 'no such table: orders'.", "SQLite Error 1: 'no such table: orders'.")]
    [InlineData("Cannot insert duplicate key row in object 'dbo.Users' with unique index 'IX_Users'. The duplicate key value is (S3CRET, x).\nThe statement has been terminated.", "Cannot insert duplicate key row in object 'dbo.Users' with unique index 'IX_Users'. The duplicate key value is (<redacted>).\nThe statement has been terminated.")]
    [InlineData("Conversion failed when converting the varchar value 'S3CRET' to data type int.", "Conversion failed when converting the varchar value '<redacted>' to data type int.")]
    [InlineData("Invalid column name 'Qty'.", "Invalid column name 'Qty'.")]
    [InlineData("Duplicate entry 'it's S3CRET' for key 'users.email'", "Duplicate entry '<redacted>' for key 'users.email'")]
    [InlineData("Table 'shop.orders' doesn't exist", "Table 'shop.orders' doesn't exist")]
    [InlineData("ORA-00001: unique constraint (SHOP.UK_USERS) violated", "ORA-00001: unique constraint (SHOP.UK_USERS) violated")]
    [InlineData("Cannot connect with Password=S3CRET;Server=x", "Cannot connect with Password=<redacted>;Server=x")]
    [InlineData("No mail for alice@example.com was sent", "No mail for <redacted> was sent")]
    [InlineData("An apostrophe isn't a quote", "An apostrophe isn't a quote")]
    [InlineData("open 'S3CRET", "open '<redacted>")]
    [InlineData("", "")]
    public void Messages_lose_the_values_that_drivers_quote_and_keep_the_names(string message, string expected) =>
        Assert.Equal(expected, New().RedactMessage(message));

    [Fact]
    public void A_long_message_is_cut_and_what_is_open_at_its_end_is_taken_out()
    {
        var redactor = New(static options => options.Redaction.MaxMessageLength = 64);

        Assert.Equal("invalid value '<redacted>", redactor.RedactMessage($"invalid value 'S3CRET {new string('x', 1000)}' for column 'a'"));
    }

    [Fact]
    public void No_message_makes_it_throw()
    {
        var random = new Random(7);
        var redactor = New();
        string[] pieces = ["'", "\"", "(", ")", "=(", "value ", "key ", "column ", "a@b", "@", ".", ":", "\n", "SQLite Error 1: '", "“", "”", "password=", "is (", "x", " ", "\uD800"];
        for (var i = 0; i < 50_000; i++)
        {
            var message = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            redactor.RedactMessage(message);
            redactor.RedactValue(message, message);
        }
    }

    private static AuditRedactor New(Action<AuditOptions>? configure = null)
    {
        var options = new AuditOptions();
        configure?.Invoke(options);
        return new AuditRedactor(Options.Create(options));
    }
}
