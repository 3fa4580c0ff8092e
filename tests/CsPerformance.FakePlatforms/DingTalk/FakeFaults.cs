using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Body">Answered with the status instead of doing the work; null: the connection is cut.</param>
/// <param name="AfterWork">The work is done, only the answer is lost.</param>
public sealed record FakeFault(int Status, string? Body, bool AfterWork = false);

/// <summary>Faults that wait for the next calls of a path.</summary>
public sealed class FakeFaults
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeFault>> _waiting = new();

    public void Next(string path, params FakeFault[] faults)
    {
        var queue = _waiting.GetOrAdd(path, _ => new());
        foreach (var fault in faults)
            queue.Enqueue(fault);
    }

    internal async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        if (!_waiting.TryGetValue(context.Request.Path, out var queue) || !queue.TryDequeue(out var fault))
        {
            await next(context);
            return;
        }

        if (fault.AfterWork)
        {
            var answer = context.Response.Body;
            context.Response.Body = Stream.Null;
            await next(context);
            context.Response.Body = answer;
        }

        if (fault.Body is null)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = fault.Body.StartsWith('{') ? "application/json" : "text/html";
        await context.Response.WriteAsync(fault.Body);
    }
}
