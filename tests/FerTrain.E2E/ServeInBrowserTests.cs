using System.Text.RegularExpressions;
using FerTrain.Tests.Vision;
using OpenCvSharp;
using PuppeteerSharp;

namespace FerTrain.E2E;

/// <summary>The pages of <c>fertrain serve</c> as somebody in front of a browser sees them.</summary>
public sealed partial class ServeInBrowserTests : IClassFixture<ServeInBrowserTests.Served>, IDisposable
{
    private readonly Served _served;
    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

    public ServeInBrowserTests(Served served) => _served = served;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactWithBrowser]
    public async Task A_camera_gets_boxes_labels_bars_and_the_frame_rate()
    {
        await using var browser = await Browser.Start();
        await browser.Open(_served.Url, "#start:not([disabled])");
        await browser.Until("document.getElementById('model').textContent.includes('7 classes')");
        await browser.Page.ClickAsync("#start");

        await browser.Until("document.querySelectorAll('#camera-faces .face').length === 2");
        await browser.Until("/^[\\d.]+ frames per second$/.test(document.getElementById('rate').textContent)");
        (await browser.Ask<string>("document.querySelector('#camera-faces .face h3').textContent")).ShouldMatch(@"^Face 1: \w+ \d+\s%$");
        (await browser.Ask<int>("document.querySelector('#camera-faces .face').querySelectorAll('dt').length")).ShouldBe(7);
        (await browser.Ask<string>("document.querySelector('#camera-faces .group h3').textContent")).ShouldMatch("^Group: (positive|neutral|negative)$");
        // The boxes are as large as the faces, and where they are.
        (await browser.Ask<int>("""
            (() => {
              const overlay = document.getElementById('overlay');
              const { data } = overlay.getContext('2d').getImageData(0, 0, overlay.width, overlay.height);
              return data.filter((value, index) => index % 4 === 3 && value > 0).length;
            })()
            """)).ShouldBeGreaterThan(4 * 3 * 100);
        await browser.Until("document.getElementById('summary').textContent.startsWith('2 faces: ')");
        await browser.ShouldFitEverywhere("camera");

        await browser.Page.ClickAsync("#start");
        (await browser.Ask<bool>("document.getElementById('stage').hidden")).ShouldBeTrue();
        browser.ShouldBeQuiet(_served.Url);
    }

    [FactWithBrowser]
    public async Task A_camera_that_is_started_twice_films_once_and_stops()
    {
        await using var browser = await Browser.Start();
        await browser.Open(_served.Url, "#start:not([disabled])");
        _ = await browser.Ask<bool>("""
            (() => {
              const { mediaDevices } = navigator;
              const ask = mediaDevices.getUserMedia.bind(mediaDevices);
              window.streams = [];
              mediaDevices.getUserMedia = async wanted => {
                const stream = await ask(wanted);
                window.streams.push(stream);
                return stream;
              };
              document.getElementById('start').click();
              document.getElementById('start').click(); // before the first click has a stream
              return true;
            })()
            """);
        const string Filming = "window.streams.filter(stream => stream.getTracks().some(track => track.readyState === 'live')).length";

        await browser.Until("window.streams.length === 2 && document.querySelectorAll('#camera-faces .face').length === 2");
        (await browser.Ask<int>(Filming)).ShouldBe(1);
        await browser.Page.ClickAsync("#start");
        (await browser.Ask<int>(Filming)).ShouldBe(0);
        browser.ShouldBeQuiet(_served.Url);
    }

    [FactWithBrowser]
    public async Task Photographs_are_labelled_also_larger_ones_than_the_server_takes_and_a_broken_one_is_named()
    {
        var (photo, broken, large) = (Path.Combine(_folder, "photo.png"), Path.Combine(_folder, "broken.jpg"), Path.Combine(_folder, "large.png"));
        using (var scene = MovingFaces.Draw(0))
        using (var noise = new Mat(1500, 2000, MatType.CV_8UC3))
        {
            scene.SaveImage(photo).ShouldBeTrue();
            Cv2.Randu(noise, 0, 256); // a megapixel of it is more than a megabyte
            noise.SaveImage(large).ShouldBeTrue();
        }

        await File.WriteAllTextAsync(broken, "no image");
        await using var browser = await Browser.Start();
        await browser.Open(_served.Url, "#files");
        await browser.Until("document.getElementById('model').textContent.includes('7 classes')");

        var files = await browser.Page.QuerySelectorAsync("#files");
        await files.UploadFileAsync(large, photo, broken);

        await browser.Until("document.getElementById('photograph-message').textContent === '2 photographs done, 1 could not be read.'");
        (await browser.Ask<int>("document.querySelectorAll('article .note').length")).ShouldBe(1);
        (await browser.Ask<string>("document.querySelector('article .note').textContent")).ShouldBe("The browser cannot show it: it is damaged, or no image.");
        (await browser.Ask<string>("document.querySelector('article canvas').getAttribute('aria-label')")).ShouldStartWith("photo.png: 2 faces: ");
        (await browser.Ask<int>("document.querySelectorAll('article .face').length")).ShouldBe(2);
        (await browser.Ask<string>("document.querySelector('article .group h3').textContent")).ShouldMatch("^Group: ");

        // The same file, pasted and dropped.
        foreach (var way in (string[])["new ClipboardEvent('paste', { clipboardData: files, bubbles: true })", "new DragEvent('drop', { dataTransfer: files, bubbles: true })"])
        {
            await browser.Ask<bool>($$"""
                (async () => {
                  const files = new DataTransfer();
                  files.items.add(new File([await (await new Promise(done => document.querySelector('article canvas').toBlob(done, 'image/webp'))).arrayBuffer()], 'again.webp', { type: 'image/webp' }));
                  document.body.dispatchEvent({{way}});
                  return true;
                })()
                """);
            await browser.Until("document.querySelector('article h3').textContent === 'again.webp' && document.getElementById('photograph-message').textContent === 'again.webp: 2 faces: ' + [...document.querySelectorAll('article:first-child .face h3')].map(face => face.textContent.split(' ')[2]).join(', ')");
            (await browser.Ask<bool>("document.querySelector('article canvas') !== null")).ShouldBeTrue();
        }

        await browser.ShouldFitEverywhere("photographs");
        browser.ShouldBeQuiet(_served.Url);
    }

    [FactWithBrowser]
    public async Task Runs_are_listed_shown_and_compared()
    {
        await using var browser = await Browser.Start();
        await browser.Open($"{_served.Url}runs", "#runs tr");
        (await browser.Ask<int>("document.querySelectorAll('#runs input[value*=seed]').length")).ShouldBe(2);
        await browser.ShouldFitEverywhere("runs");
        await browser.Page.SetViewportAsync(new ViewPortOptions { Width = 1000, Height = 700 });
        (await browser.Ask<int>("document.querySelector('.scroll').scrollWidth - document.querySelector('.scroll').clientWidth")).ShouldBe(0);

        await browser.Page.ClickAsync("#runs a[href*=seed1]");
        await browser.Until("document.querySelectorAll('.line-chart').length === 3");
        (await browser.Ask<string>("document.getElementById('score').textContent")).ShouldMatch(@"^\d+\.\d\d\s% ± \d+\.\d\d\s% on \d+ faces \(test\)");
        await browser.Until("document.querySelectorAll('#figures img').length > 5");
        await browser.ShouldFitEverywhere("run");
        (await browser.Ask<int>("[...document.querySelectorAll('.confusions td')].reduce((sum, cell) => sum + Number(cell.textContent), 0)")).ShouldBe(14);
        await browser.Ask<bool>("document.querySelectorAll('#figures img').forEach(image => { image.loading = 'eager'; }) ?? true"); // as if scrolled to
        await browser.Until("[...document.querySelectorAll('#figures img')].every(image => image.naturalWidth > 0)");
        await browser.Page.ClickAsync("#report a");
        await browser.Until("document.querySelector('header .kind')?.textContent.startsWith('FerTrain') ?? false");
        await browser.Page.GoBackAsync();
        await browser.Page.WaitForSelectorAsync(".confusions a");
        await browser.Page.ClickAsync(".confusions a");
        await browser.Until("/report\\.html#cell-\\d-\\d$/.test(location.href) && document.querySelector('.opened:target img')?.getClientRects().length === 1");

        await browser.Open($"{_served.Url}runs", "#runs tr");
        foreach (var box in await browser.Page.QuerySelectorAllAsync("#runs input[value*=seed]")) await box.ClickAsync();
        await browser.Page.ClickAsync("#compare");
        await browser.Until("document.body.textContent.includes('McNemar') && location.pathname === '/compare'");
        browser.ShouldBeQuiet(_served.Url);
    }

    [FactWithBrowser]
    public async Task A_run_that_trains_is_seen_growing()
    {
        await using var browser = await Browser.Start(); // before what takes all cores
        using var train = ChildProcess.Start(["train", "--runs", _served.Runs, "--name", "growing", "--device", "cpu", .. Served.Settings, "train.epochs=400", "early_stopping.patience=0"]);
        train.WaitForLine("  ");
        await browser.Open($"{_served.Url}runs", "#runs tr");
        const string Row = "document.querySelector('tr:has(td.training)')";
        await browser.Ask<bool>($"({Row}.querySelector('a').focus(), {Row}.dataset.isOld = true)");
        await browser.Until($"{Row} && !{Row}.dataset.isOld"); // made anew, as the run has grown
        (await browser.Ask<bool>($"document.activeElement === {Row}.querySelector('a')")).ShouldBeTrue("a keyboard keeps its place");
        await browser.Page.ClickAsync("tr:has(td.training) a");
        await browser.Until("document.getElementById('progress').textContent.endsWith('It trains now, and this page follows.')");
        const string Epochs = "Number(document.getElementById('progress').textContent.split(' ')[0])";
        var before = await browser.Ask<int>(Epochs);
        await browser.Until($"{Epochs} > {before}");
        await browser.ShouldFitEverywhere("training");
        train.Kill();
        await browser.Until("document.getElementById('state').textContent.startsWith('unfinished')");
        browser.ShouldBeQuiet(_served.Url);
    }

    [FactWithPortrait]
    public async Task A_person_in_front_of_the_camera_gets_a_box_around_the_face()
    {
        await using var browser = await Browser.Start(Portrait.Draw);
        await browser.Open(_served.Url, "#work:not([hidden])");
        await browser.Page.ClickAsync("#start");

        await browser.Until("document.querySelectorAll('#camera-faces .face').length > 0");
        await browser.ShouldHaveBoxAround(0.5, (double)Portrait.Face.Y / MovingFaces.Size.Height);
        browser.ShouldBeQuiet(_served.Url);
    }

    /// <summary>The program with a trained model, on a free port.</summary>
    public sealed partial class Served : IDisposable
    {
        public static readonly string[] Settings = ["data.synthetic_count=140", "train.epochs=2", "train.batch_size=32"];

        private readonly ChildProcess _serve;

        public Served()
        {
            Runs = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;
            foreach (var seed in (string[])["0", "1"])
            {
                using var train = ChildProcess.Run(["train", "--runs", Runs, "--name", $"of_a_name_that_is_rather_long_seed{seed}", "--device", "cpu", .. Settings, $"train.seed={seed}"]);
            }

            _serve = ChildProcess.Start("serve", "--runs", Runs, "--port", "0", "--max-megabytes", "1", "--max-megapixels", "1");
            _serve.WaitForLine("Serving ");
            Url = Address().Match(_serve.Output).Value;
        }

        public string Runs { get; }

        /// <summary>The address with a slash at its end.</summary>
        public string Url { get; }

        public void Dispose()
        {
            _serve.Interrupt();
            _serve.WaitForExit().ShouldBe(130, _serve.Error);
            _serve.Error.ShouldNotContain("Exception");
            _serve.Dispose();
            Directory.Delete(Runs, recursive: true);
        }

        [GeneratedRegex(@"http://\S+/")]
        private static partial Regex Address();
    }
}
