"""Addresses of the mock interviews, and of every page that shows what a person did."""

from django.urls import path, re_path, register_converter

from questions.models.guide import OWN
from sessions.views import (
    agreement,
    bank,
    bank_files,
    calibration,
    candidates,
    cards,
    comments,
    guests,
    guides,
    history,
    home,
    import_preview,
    imports,
    my_data,
    my_guides,
    near,
    phrases,
    planning,
    preparing,
    progress,
    question_list,
    queue,
    rating,
    results,
    review,
    room,
    second_opinions,
    study,
    training,
)


class GuideAddress:
    """
    `guides/acme-pm` for the public guide `acme-pm`, `my-guides/acme-pm` for the reader's own, `~acme-pm`.

    The second place is nobody else's: whatever a public guide is called, it never leads to another guide.
    """

    regex = r"(?:my-)?guides/[-a-zA-Z0-9_]+"

    def to_python(self, value):
        """Return the guide's address as `Guide.address` writes it."""
        place, _, slug = value.partition("/")
        return slug if place == "guides" else f"{OWN}{slug}"

    def to_url(self, value):
        """Return the part of the address that names the guide."""
        return f"my-guides/{value[len(OWN) :]}" if value.startswith(OWN) else f"guides/{value}"


register_converter(GuideAddress, "guide")

urlpatterns = [
    # The room, first: a save looks for its address with every second of writing
    path("interviews/<int:pk>/room/", room.room, name="room"),
    path("interviews/<int:pk>/go/", room.go, name="room_go"),
    path("interviews/<int:pk>/finish/", room.finish, name="finish"),
    path("interviews/<int:pk>/ended/", room.ended, name="ended"),
    path("interviews/<int:pk>/answers/<int:position>/save/", room.save, name="save_answer"),
    path("interviews/<int:pk>/answers/<int:position>/resolve/", room.resolve, name="resolve_answer"),
    path("interviews/<int:pk>/answers/<int:position>/reveal/", room.reveal, name="reveal_answer"),
    path("interviews/<int:pk>/answers/<int:position>/texts/", room.texts, name="answer_texts"),
    path("interviews/<int:pk>/answers/<int:position>/restore/<int:revision>/", room.restore, name="restore_answer"),
    path("", home.home, name="home"),
    # One's own guides, and lists on their way
    path("my-guides/", my_guides.my_guides, name="my_guides"),
    path("my-guides/new/", imports.make_list, name="make_list"),
    path("my-guides/<slug:slug>/edit/", my_guides.edit, name="edit_my_guide"),
    path("my-guides/<slug:slug>/key-points/", my_guides.take_key_points, name="take_key_points"),
    path("my-guides/<slug:slug>/delete/", my_guides.delete, name="delete_my_guide"),
    path("my-guides/<slug:slug>/questions/<slug:key>/", my_guides.question, name="edit_my_question"),
    path("import/", imports.import_into_bank, name="import_into_bank"),
    path("imports/<int:pk>/", import_preview.preview, name="import"),
    path("imports/<int:pk>/read/", imports.read, name="read_import"),
    path("imports/<int:pk>/questions/<int:index>/", import_preview.question, name="import_question"),
    path("imports/<int:pk>/places/", import_preview.places, name="import_places"),
    path("imports/<int:pk>/discard/", imports.discard, name="discard_import"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo_import"),
    # A guide, and planning and studying on it
    path("guides/", guides.guides, name="guides"),
    path("<guide:slug>/", guides.guide, name="guide"),
    path("<guide:slug>/rounds/<slug:key>/", guides.a_round, name="round"),
    path("<guide:slug>/topics/<slug:key>/", guides.topic, name="topic"),
    path("<guide:slug>/practise/", planning.plan, name="plan"),
    path("<guide:slug>/practise/offer/", planning.offer, name="plan_offer"),
    path("<guide:slug>/study/", study.study, name="study"),
    path("<guide:slug>/list/", question_list.question_list, name="question_list"),
    path("<guide:slug>/list.<slug:suffix>", question_list.question_list_file, name="question_list_file"),
    path("<guide:slug>/prepare/", preparing.prepare, name="prepare"),
    path("preparations/<int:guide>/stop/", preparing.stop, name="stop_preparing"),
    path("questions/", study.search, name="search"),
    path("questions/<slug:key>/reveal/", cards.reveal, name="study_reveal"),
    path("questions/<slug:key>/mark/", cards.mark, name="study_mark"),
    path("questions/<slug:key>/flag/", cards.flag, name="study_flag"),
    # One's own interviews
    path("interviews/", history.history, name="history"),
    path("calibration/", calibration.calibration, name="calibration"),
    path("progress/", progress.progress, name="progress"),
    re_path(r"^progress/(?P<slug>~?[-a-zA-Z0-9_]+)/$", progress.guide_progress, name="guide_progress"),
    path("interviews/<int:pk>/", history.interview, name="interview"),
    path("interviews/<int:pk>/abandon/", history.abandon, name="abandon"),
    path("interviews/<int:pk>/delete/", my_data.delete_interview, name="delete_interview"),
    path("account/data/", my_data.my_data, name="my_data"),
    path("account/data/download/", my_data.download_my_data, name="download_my_data"),
    path("account/delete/", my_data.delete_account, name="delete_account"),
    # Rating and result
    path("interviews/<int:pk>/rate/", rating.begin, name="rate"),
    path("interviews/<int:pk>/rate/<int:position>/", rating.rate, name="rate_answer"),
    path("interviews/<int:pk>/rate/<int:position>/save/", rating.save, name="save_rating"),
    path("interviews/<int:pk>/predict/", rating.predict, name="predict"),
    path("interviews/<int:pk>/verdict/", rating.verdict, name="verdict"),
    path("interviews/<int:pk>/verdict/save/", rating.save_verdict, name="save_verdict"),
    path("interviews/<int:pk>/result/<int:position>/change/", rating.change, name="change_rating"),
    path("interviews/<int:pk>/result/", results.result, name="result"),
    path("interviews/<int:pk>/result/<int:position>/", results.answer, name="result_answer"),
    path("interviews/<int:pk>/result/<int:position>/again/", results.redo_answer, name="redo_answer"),
    path("interviews/<int:pk>/weak/", results.practise_weak, name="practise_weak"),
    path("interviews/<int:pk>/opinions/", second_opinions.shared, name="shared_opinions"),
    path("interviews/<int:pk>/hand-in/", results.hand_in, name="hand_in"),
    path("interviews/<int:pk>/withdraw/", results.withdraw, name="withdraw"),
    # Learning to rate, and comparing with rated samples
    path("learn-to-rate/", training.learn_to_rate, name="learn_to_rate"),
    path("learn-to-rate/questions/<slug:key>/begin/", training.begin, name="begin_training"),
    path("learn-to-rate/<int:pk>/", training.training, name="training"),
    path("learn-to-rate/<int:pk>/take-away/", training.drop, name="drop_training"),
    path("learn-to-rate/<int:pk>/<int:position>/", training.sample, name="training_sample"),
    path("learn-to-rate/<int:pk>/<int:position>/save/", training.save, name="save_training"),
    path("interviews/<int:pk>/result/<int:position>/compare/", training.compare, name="compare_samples"),
    # Somebody asked by a link, who has no account
    path("interviews/<int:pk>/link/", guests.guest_link, name="guest_link"),
    path("interviews/<int:pk>/link/renew/", guests.renew_link, name="renew_link"),
    path("interviews/<int:pk>/link/revoke/", guests.revoke_link, name="revoke_link"),
    path("interviews/<int:pk>/asked/<int:review>/", guests.guest_review, name="guest_review"),
    path("asked/<str:token>/", guests.asked, name="asked"),
    path("asked/<str:token>/answers/<int:position>/", guests.asked_answer, name="asked_answer"),
    path("asked/<str:token>/answers/<int:position>/save/", guests.save_asked_rating, name="save_asked_rating"),
    path("asked/<str:token>/conclusion/", guests.asked_conclusion, name="asked_conclusion"),
    path("asked/<str:token>/conclusion/save/", guests.save_asked_conclusion, name="save_asked_conclusion"),
    # The coach
    path("reviews/", queue.queue, name="reviews"),
    path("reviews/requests/<int:pk>/claim/", queue.claim, name="claim"),
    path("reviews/candidates/", candidates.candidates, name="candidates"),
    path("reviews/candidates/<int:pk>/", candidates.candidate, name="candidate"),
    path("reviews/agreement/", agreement.agreement, name="agreement"),
    path("reviews/agreement/questions/", agreement.by_question, name="agreement_by_question"),
    path("reviews/<int:pk>/opinions/", second_opinions.opinions, name="opinions"),
    path("reviews/<int:pk>/share/", second_opinions.share, name="share_opinion"),
    path("reviews/phrases/", phrases.phrases, name="phrases"),
    path("reviews/phrases/<int:pk>/", phrases.phrase, name="phrase"),
    path("reviews/phrases/<int:pk>/delete/", phrases.delete, name="delete_phrase"),
    path("reviews/comments/<int:pk>/", comments.comment, name="comment"),
    path("reviews/comments/<int:pk>/keep/", comments.keep, name="keep_phrase"),
    path("comments/<int:pk>/reply/", comments.reply, name="reply"),
    path("reviews/<int:pk>/remark/", comments.remark, name="remark"),
    path("reviews/<int:pk>/answers/<int:position>/remark/", comments.remark, name="remark_answer"),
    path("reviews/<int:pk>/answers/<int:position>/correct/", review.correct, name="correct"),
    path("reviews/<int:pk>/", review.review, name="review"),
    path("reviews/<int:pk>/answers/<int:position>/", review.answer, name="review_answer"),
    path("reviews/<int:pk>/answers/<int:position>/save/", review.save, name="save_review_rating"),
    path("reviews/<int:pk>/conclusion/", review.conclusion, name="review_conclusion"),
    path("reviews/<int:pk>/conclusion/save/", review.save_conclusion, name="save_conclusion"),
    path("reviews/<int:pk>/release/", queue.release, name="release"),
    # The curators' look at the bank
    path("bank/", bank.health, name="bank"),
    path("bank/questions/<slug:key>/", bank.question, name="bank_question"),
    path("bank/questions/<slug:key>/versions/<int:number>/restore/", bank.restore, name="bank_restore"),
    path("bank/sources/<int:pk>/verify/", bank.verify, name="bank_verify"),
    path("bank/guides/<slug:key>/copy/", bank.copy_guide, name="copy_guide"),
    path("bank/guides/<slug:key>/adapt/", bank.adapt_guide, name="adapt_guide"),
    path("bank/guides/<slug:key>/list/", bank_files.guide_files, name="guide_files"),
    path("bank/guides/<slug:key>/list.<slug:suffix>", bank_files.guide_file, name="guide_file"),
    path("bank/near-duplicates/", near.near_duplicates, name="near_duplicates"),
    path("bank/near-duplicates/compare/", near.compare, name="compare_prompts"),
    path("bank/near-duplicates/<int:pk>/", near.judge_pair, name="judge_pair"),
    path("bank/<slug:key>/", bank.check, name="bank_check"),
]
