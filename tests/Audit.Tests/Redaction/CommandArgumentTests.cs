using Audit.Redaction;
using Audit.Redaction.Texts;

namespace Audit.Tests.Redaction;

public sealed class CommandArgumentTests
{
    [Theory]
    [InlineData("migrate --force 3", "migrate --force 3")]
    [InlineData("--password S3CRET --verbose", "--password <redacted> --verbose")]
    [InlineData("--password=S3CRET", "--password=<redacted>")]
    [InlineData("/password:S3CRET", "/password:<redacted>")]
    [InlineData("-Password:S3CRET", "-Password:<redacted>")]
    [InlineData("--ConnectionStrings:Shop Host=x;Password=S3CRET", "--ConnectionStrings:Shop <redacted>")]
    [InlineData("--ConnectionStrings:Shop=Host=x;Password=S3CRET", "--ConnectionStrings:Shop=<redacted>")]
    [InlineData("--db Host=x;Password=S3CRET;Port=1", "--db Host=x;Password=<redacted>;Port=1")]
    [InlineData("--url postgres://app:S3CRET@db/shop", "--url postgres://app:<redacted>@db/shop")]
    [InlineData("--api-key -S3CRET", "--api-key <redacted>")]
    [InlineData("--use-token --force", "--use-token --force")]
    [InlineData("--use-token -f", "--use-token -f")]
    [InlineData("PGPASSWORD=S3CRET", "PGPASSWORD=<redacted>")]
    [InlineData("eyJhbGciOi.eyJzdWIi.S3CRET", "<redacted>")]
    [InlineData("token list", "token list")]
    [InlineData("--token", "--token")]
    public void Values_of_secret_options_are_left_out(string given, string expected) =>
        Assert.Equal(expected, string.Join(' ', New().Redact([.. given.Split(' ')], out _)));

    [Fact]
    public void A_value_is_left_out_as_a_whole()
    {
        Assert.Equal(["--header=Authorization: <redacted>"], New().Redact(["--header=Authorization: Bearer S3CRET"], out _).AsEnumerable());
        Assert.Equal(["--password=<redacted>"], New().Redact(["--password=S3 CRET, really; yes"], out _).AsEnumerable());
    }

    [Fact]
    public void Nothing_to_do_costs_nothing()
    {
        var given = System.Collections.Immutable.ImmutableArray.Create("migrate", "--force");

        Assert.True(given == New().Redact(given, out var isTruncated));
        Assert.False(isTruncated);
    }

    [Fact]
    public void Long_and_many_arguments_are_cut_and_that_is_told()
    {
        Assert.Equal([new string('x', 20) + "…"], New(3, 20).Redact([new string('x', 21)], out var isTruncated).AsEnumerable());
        Assert.True(isTruncated);
        Assert.Equal(["1", "2", "3"], New(3, 20).Redact(["1", "2", "3", "4"], out isTruncated).AsEnumerable());
        Assert.True(isTruncated);
    }

    private static CommandArguments New(int maxCount = 10, int maxLength = 100) => new(new SecretNames(new AuditRedactionOptions()), maxCount, maxLength);
}
