using CsPerformance.Bot.Delivery;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>Whether a worker steps back while messages come in: it asks how many came after each pause.</summary>
public sealed class Arrivals_first
{
    private int _asked;

    [Fact]
    public async Task A_worker_that_keeps_up_goes_on_at_once()
    {
        Assert.Equal(5, await RunAsync(5, asked => asked * 10));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_worker_that_finds_nothing_goes_on_at_once()
    {
        Assert.Equal(0, await RunAsync(0, asked => asked * 1000));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_flood_makes_it_step_back_and_not_for_ever()
    {
        Assert.Equal(5, await RunAsync(5, asked => asked * 1_000_000L));
        Assert.True(_asked > 4, $"asked {_asked} times");
    }

    [Fact]
    public async Task It_goes_on_as_soon_as_nothing_comes_any_more()
    {
        Assert.Equal(5, await RunAsync(5, asked => asked == 1 ? 0 : 1_000_000));
        Assert.Equal(4, _asked);
    }

    /// <param name="arrived">How many messages came, by how often it was asked.</param>
    private Task<int> RunAsync(int taken, Func<int, long> arrived) => new ArrivalsFirst(() => arrived(++_asked)).RunAsync(
        async cancellation =>
        {
            await Task.Delay(30, cancellation);
            return taken;
        },
        CancellationToken.None);
}
