using ReferenceHost.Features.DemoTraffic;

namespace ReferenceHost.Tests.DemoTraffic;

public sealed class DemoTrafficOptionsTests
{
    [Fact]
    public void Arguments_come_with_a_blank_or_an_equals_sign()
    {
        var (options, error) = DemoTrafficOptions.Parse(["--events", "50", "--url=https://shop.example:8443", "--seed=7"]);

        Assert.Null(error);
        Assert.Equal(new DemoTrafficOptions(50, new Uri("https://shop.example:8443"), 7), options);
    }

    [Fact]
    public void Without_arguments_the_defaults_count() => Assert.Equal((DemoTrafficOptions.Default, null), DemoTrafficOptions.Parse([]));

    [Theory]
    [InlineData("--events is '0'. Allowed: a whole number from 1 to 1000000.", "--events", "0")]
    [InlineData("--events is '1000001'. Allowed: a whole number from 1 to 1000000.", "--events=1000001")]
    [InlineData("--events is 'many'. Allowed: a whole number from 1 to 1000000.", "--events", "many")]
    [InlineData("--events is ''. Allowed: a whole number from 1 to 1000000.", "--events=")]
    [InlineData("--seed is '-1'. Allowed: a whole number from 0 to 2147483647.", "--seed", "-1")]
    [InlineData("--url is 'localhost:5080'. Allowed: http or https", "--url", "localhost:5080")]
    [InlineData("--url is 'http://localhost/shop'. Allowed: http or https", "--url", "http://localhost/shop")]
    [InlineData("--events needs a value.", "--events")]
    [InlineData("There is no argument '--event'. Allowed: --events, --url, --seed.", "--event", "5")]
    [InlineData("There is no argument '2000'. Allowed: --events, --url, --seed.", "2000")]
    public void Wrong_arguments_are_named(string message, params string[] args)
    {
        var (options, error) = DemoTrafficOptions.Parse(args);

        Assert.Null(options);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }
}
