using System.Collections.Concurrent;
using FerTrain.Tests.Vision;
using OpenCvSharp;
using PuppeteerSharp;

namespace FerTrain.E2E;

/// <summary>A page in a real browser.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const int Frames = 40;
    private const int Patience = 120_000; // milliseconds

    private static readonly ViewPortOptions Desktop = new() { Width = 1200, Height = 900 };
    private static readonly ViewPortOptions Phone = new() { Width = 360, Height = 740 }; // its touch screen would load the page anew

    /// <summary>A folder for what the tests see, for somebody who wants to look.</summary>
    private static readonly string? Album = Environment.GetEnvironmentVariable("FERTRAIN_SCREENSHOTS");

    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_chromium_").FullName;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private IBrowser? _browser;

    public IPage Page { get; private set; } = null!;

    /// <summary>What the console of the browser says, and errors of scripts.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The addresses of all that the page asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Starts one with a camera in front of which two synthetic faces circle.</summary>
    public static Task<Browser> Start() => Start(MovingFaces.Draw);

    /// <summary>Starts one with a camera, or with none.</summary>
    /// <param name="frame">Draws the frames of the camera by their numbers.</param>
    public static async Task<Browser> Start(Func<int, Mat>? frame)
    {
        var browser = new Browser();
        var camera = Path.Combine(browser._folder, "camera.mjpeg");
        if (frame is not null) await Film(camera, frame);
        browser._browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = Chromium.Program,
            // Its sandbox wants a user other than root, as whom builds run in containers.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream",
                .. frame is null ? (string[])[] : ["--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={camera}"],
            ],
            DefaultViewport = Desktop,
            Timeout = Patience,
            ProtocolTimeout = Patience,
        });
        browser.Page = await browser._browser.NewPageAsync();
        browser.Page.DefaultTimeout = Patience;
        browser.Page.Console += (_, said) => browser._complaints.Enqueue(said.Message.Text);
        browser.Page.PageError += (_, error) => browser._complaints.Enqueue(error.Message);
        browser.Page.Request += (_, asked) => browser._requests.Enqueue(asked.Request.Url);
        return browser;
    }

    /// <summary>Opens a page, and waits for an element of it.</summary>
    public async Task Open(string url, string element)
    {
        await Page.GoToAsync(url, new NavigationOptions { WaitUntil = [WaitUntilNavigation.DOMContentLoaded], Timeout = Patience });
        await Page.WaitForSelectorAsync(element);
    }

    /// <summary>Waits until a script's expression is true.</summary>
    public Task Until(string expression) => Page.WaitForExpressionAsync(expression);

    public Task<T> Ask<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Looks at the page on a desk and on a phone, light and dark: nothing is wider than the screen, and the page is as dark as it is asked to be.</summary>
    public async Task ShouldFitEverywhere(string name)
    {
        foreach (var (screen, view) in new[] { ("desk", Desktop), ("phone", Phone) })
        {
            await Page.SetViewportAsync(view);
            foreach (var scheme in (string[])["light", "dark"])
            {
                await Page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
                await Task.Delay(300); // a frame or two
                (await Ask<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(view.Width, $"{name}, {screen}, {scheme}");
                (await Ask<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe(scheme == "dark" ? "rgb(29, 29, 29)" : "rgb(255, 255, 255)");
                if (Album is not null) await Page.ScreenshotAsync(Path.Combine(Album, $"{name}_{screen}_{scheme}.png"), new ScreenshotOptions { FullPage = true });
            }
        }

        await Page.SetViewportAsync(Desktop);
    }

    /// <summary>Fails where the page complained, or asked another address than those that begin so.</summary>
    public void ShouldBeQuiet(string own)
    {
        Complaints.ShouldBeEmpty();
        Requests.Where(url => !Array.Exists(["data:", "blob:", own], start => url.StartsWith(start, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>Fails unless what is drawn over the camera's view surrounds a point of it.</summary>
    /// <param name="x">Its place from the left as a fraction of the width.</param>
    /// <param name="y">Its place from the top as a fraction of the height.</param>
    public async Task ShouldHaveBoxAround(double x, double y)
    {
        var edges = await Ask<double[]>("""
            (() => {
              const overlay = document.getElementById('overlay');
              const { data, width, height } = overlay.getContext('2d').getImageData(0, 0, overlay.width, overlay.height);
              const drawn = [...Array(width * height).keys()].filter(pixel => data[4 * pixel + 3] > 0);
              const [columns, rows] = [drawn.map(pixel => pixel % width / width), drawn.map(pixel => Math.floor(pixel / width) / height)];
              return [columns, rows].flatMap(places => [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))]);
            })()
            """);
        x.ShouldBeInRange(edges[0], edges[1]);
        y.ShouldBeInRange(edges[2], edges[3]);
    }

    private static async Task Film(string camera, Func<int, Mat> draw)
    {
        await using var file = File.Create(camera);
        for (var number = 0; number < Frames; number++)
        {
            using var frame = draw(number);
            Cv2.ImEncode(".jpg", frame, out var jpeg);
            await file.WriteAsync(jpeg);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
