using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Welcome;

/// <summary>What is wrong with the configuration, when that kept the host from starting: for people to read, without a stack trace.</summary>
internal static class StartFailure
{
    /// <returns>A line for each; none when it was something else.</returns>
    public static IReadOnlyList<string> MessagesOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        // Several options are wrong.
        AggregateException all when all.InnerExceptions.All(static inner => inner is OptionsValidationException) => [.. all.InnerExceptions.SelectMany(MessagesOf)],
        _ => [],
    };
}
