using Audit.Hosting;
using Audit.Redaction;
using Microsoft.Extensions.Logging.Abstractions;
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
    public void Names_that_smell_of_secrets_never_pass(string name) => Assert.Equal("<redacted>", New().RedactValue(name, "S3CRET").Text);

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
    public void Other_names_do(string name) => Assert.Equal("value", New().RedactValue(name, "value").Text);

    [Theory]
    [InlineData("Server=x;Password=S3CRET;Database=y", "Server=x;Password=<redacted>;Database=y")]
    [InlineData("{\"token\": \"S3CRET\", \"id\": 1}", "{\"token\": <redacted>, \"id\": 1}")]
    [InlineData("eyJhbGciOi.eyJzdWIi.S3CRET", "<redacted>")]
    [InlineData("sent eyJhbGciOi.eyJzdWIi.S3CRET to it", "sent <redacted> to it")]
    [InlineData("got bearer S3CRET, and more", "got bearer <redacted>, and more")]
    [InlineData("Basic UzNDUkVU", "<redacted>")]
    [InlineData("postgres://app:S3:CR@ET@db:5432/shop?x=1", "postgres://app:<redacted>@db:5432/shop?x=1")]
    [InlineData("https://db:5432/shop", "https://db:5432/shop")]
    [InlineData("https://alice@db/shop", "https://alice@db/shop")]
    [InlineData("Server=x;Pwd=S3 CR,E&T;Database=y", "Server=x;Pwd=<redacted>;Database=y")]
    [InlineData("AccountName=a;AccountKey=S3CRET==;EndpointSuffix=core", "AccountName=a;AccountKey=<redacted>;EndpointSuffix=core")]
    [InlineData("{\"password\":\"S3\\\"CRET\",\"id\":1}", "{\"password\":<redacted>,\"id\":1}")]
    [InlineData("<user><password>S3CRET</password></user>", "<user><password><redacted></password></user>")]
    [InlineData("https://x.blob.core/y?sv=1&sig=S3CRET&se=2", "https://x.blob.core/y?sv=1&sig=<redacted>&se=2")]
    [InlineData("key -----BEGIN RSA PRIVATE KEY-----\nS3CRET\n-----END RSA PRIVATE KEY----- end", "key <redacted> end")]
    [InlineData("use ghp_S3CRETS3CRETS3CRET now", "use <redacted> now")]
    [InlineData("task-force sk-1 askew", "task-force sk-1 askew")]
    [InlineData("Bearer S3CRET", "<redacted>")]
    [InlineData("a=1&secret=S3CRET&b=2", "a=1&secret=<redacted>&b=2")]
    public void Values_that_carry_secrets_lose_them(string value, string expected) => Assert.Equal(expected, New().RedactValue("note", value).Text);

    [Fact]
    public void Names_are_configurable()
    {
        var redactor = New(static options =>
        {
            options.Redaction.SecretNames.Add("national_id");
            options.Redaction.HarmlessNames.Add("card-count");
        });

        Assert.Equal("<redacted>", redactor.RedactValue("NationalId", "x").Text);
        Assert.Equal("5", redactor.RedactValue("CardCount", "5").Text);
        Assert.Equal("<redacted>", redactor.RedactValue("CardCode", "5").Text);
    }

    [Fact]
    public void A_long_value_is_cut_and_marked()
    {
        var redactor = New(static options => options.Redaction.MaxValueLength = 20);

        Assert.Equal(new RedactedText(new string('x', 20) + "…", true), redactor.RedactValue("note", new string('x', 21)));
        Assert.Equal(new RedactedText(new string('x', 19) + "…", true), redactor.RedactValue("note", new string('x', 19) + "🚲"));
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
    [InlineData("23514: new row for relation \"users\" violates check constraint \"ck_age\"\n\nDETAIL: Failing row contains (7, S3CRET, a'b).", "23514: new row for relation \"users\" violates check constraint \"ck_age\"\n\nDETAIL: Failing row contains (<redacted>).")]
    [InlineData("23503: insert or update on table \"orders\" violates foreign key constraint \"fk_user\"\n\nDETAIL: Key (user_id)=(S3CRET) is not present in table \"users\".", "23503: insert or update on table \"orders\" violates foreign key constraint \"fk_user\"\n\nDETAIL: Key (user_id)=(<redacted>) is not present in table \"users\".")]
    [InlineData("22P02: invalid input value for enum mood: \"S3CRET\"", "22P02: invalid input value for enum mood: \"<redacted>\"")]
    [InlineData("Violation of PRIMARY KEY constraint 'PK_Users'. Cannot insert duplicate key in object 'dbo.Users'. The duplicate key value is (S3CRET).", "Violation of PRIMARY KEY constraint 'PK_Users'. Cannot insert duplicate key in object 'dbo.Users'. The duplicate key value is (<redacted>).")]
    [InlineData("String or binary data would be truncated in table 'shop.dbo.Users', column 'Name'. Truncated value: 'S3CRET'.", "String or binary data would be truncated in table 'shop.dbo.Users', column 'Name'. Truncated value: '<redacted>'.")]
    [InlineData("The given key 'S3CRET' was not present in the dictionary.", "The given key '<redacted>' was not present in the dictionary.")]
    [InlineData("The input string 'S3CRET' was not in a correct format.", "The input string '<redacted>' was not in a correct format.")]
    [InlineData("Incorrect integer value: 'S3CRET' for column 'qty' at row 1", "Incorrect integer value: '<redacted>' for column 'qty' at row 1")]
    [InlineData("ORA-00001: unique constraint (SHOP.UK) violated on table SHOP.USERS columns (EMAIL)\nORA-03301: (ORA-00001 details) row with column values (EMAIL:'S3CRET') already exists", "ORA-00001: unique constraint (SHOP.UK) violated on table SHOP.USERS columns (EMAIL)\nORA-03301: (ORA-00001 details) row with column values (<redacted>) already exists")]
    [InlineData("Login failed at https://app:S3CRET@db/shop", "Login failed at https://app:<redacted>")]
    [InlineData("SQLite Error 1: 'unrecognized token: \"'S3CRET\"'.", "SQLite Error 1: 'unrecognized token: <redacted>'.")]
    [InlineData("An apostrophe isn't a quote", "An apostrophe isn't a quote")]
    [InlineData("open 'S3CRET", "open '<redacted>")]
    [InlineData("", "")]
    public void Messages_lose_the_values_that_drivers_quote_and_keep_the_names(string message, string expected) =>
        Assert.Equal((expected, expected), (New().RedactMessage(message).Text, New().RedactMessage(expected).Text));

    [Fact]
    public void A_long_message_is_cut_and_what_is_open_at_its_end_is_taken_out()
    {
        var redactor = New(static options => options.Redaction.MaxMessageLength = 64);

        Assert.Equal(new RedactedText("invalid value '<redacted>", true), redactor.RedactMessage($"invalid value 'S3CRET {new string('x', 1000)}' for column 'a'"));
    }

    [Fact]
    public void No_text_makes_it_throw()
    {
        var random = new Random(7);
        var redactor = New(static options => (options.Redaction.MaxMessageLength, options.Redaction.MaxValueLength) = (64, 64));
        string[] pieces =
        [
            "'", "\"", "(", ")", "=(", "value ", "key ", "column ", "a@b", "@", ".", ":", "\n", "SQLite Error 1: '", "“", "”", "password=", "is (", "x", " ", "\uD800",
            "://", "eyJ", "Bearer ", "-----BEGIN ", "-----END ", ";", "<token>", "<", "…", "<redacted>", "secret: ", "{", "}",
        ];
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            redactor.RedactMessage(text);
            redactor.RedactValue(text, text);
            redactor.RedactArguments([text, text], out _);
        }
    }

    private static AuditRedactor New(Action<AuditOptions>? configure = null)
    {
        var options = new AuditOptions();
        configure?.Invoke(options);
        return new AuditRedactor(Options.Create(options), NullLogger<AuditRedactor>.Instance);
    }
}
