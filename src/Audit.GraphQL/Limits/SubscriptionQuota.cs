using System.Security.Claims;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Viewers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Limits;

/// <summary>How many subscriptions run at once, by user and in all. Thread-safe.</summary>
internal sealed class SubscriptionQuota(IOptions<AuditGraphQLOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byUser = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place; what is returned gives it back.</summary>
    /// <exception cref="ApiError">There is none.</exception>
    public IDisposable Enter(ClaimsPrincipal user)
    {
        var id = Viewer.IdOf(user);
        var limits = options.Value.Subscriptions;
        lock (_lock)
        {
            if (_all >= limits.Max)
                throw Full($"There are {limits.Max} subscriptions already", nameof(limits.Max));
            var own = _byUser.GetValueOrDefault(id);
            if (own >= limits.MaxPerUser)
                throw Full($"You have {limits.MaxPerUser} subscriptions already", nameof(limits.MaxPerUser));
            _byUser[id] = own + 1;
            _all++;
        }

        return new Place(this, id);
    }

    private void Leave(string id)
    {
        lock (_lock)
        {
            _all--;
            if (--_byUser[id] == 0)
                _byUser.Remove(id);
        }
    }

    private static ApiError Full(FormattableString message, string option) => new(
        ErrorCodes.LimitExceeded,
        FormattableString.Invariant($"{FormattableString.Invariant(message)} (limit: {AuditGraphQLOptions.SectionName}:{nameof(AuditGraphQLOptions.Subscriptions)}:{option})."),
        StatusCodes.Status429TooManyRequests);

    private sealed class Place(SubscriptionQuota quota, string id) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                quota.Leave(id);
        }
    }
}
