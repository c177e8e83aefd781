"""
Every address of ours with what each person gets: the tables of tests/test_every_page.py.

A number is the status of the answer, `login` a redirect to signing in. The interviews are the owner's; `coach` has
claimed nothing, `claimer` has claimed the reviewed one. The words of the second column are explained by the fixture
`world` there.
"""

PEOPLE = ["visitor", "stranger", "owner", "coach", "claimer", "curator"]

# What is read.
PAGES = """
address             of        visitor  stranger  owner  coach  claimer  curator
home                -         200      200       200    200    200      200
guides              -         200      200       200    200    200      200
guide               guide     200      200       200    200    200      200
guide               draft     404      404       404    404    404      404
guide               private   404      404       200    404    404      404
round               a_round   200      200       200    200    200      200
round               draft_round 404      404       404    404    404      404
round               my_round  404      404       200    404    404      404
topic               a_topic   200      200       200    200    200      200
topic               draft_topic 404      404       404    404    404      404
topic               my_topic  404      404       200    404    404      404
plan                guide     login    200       200    200    200      200
plan                draft     login    404       404    404    404      404
plan                private   login    404       200    404    404      404
plan_offer          guide     login    302       302    302    302      302
study               guide     200      200       200    200    200      200
study               draft     404      404       404    404    404      404
study               private   404      404       200    404    404      404
search              -         200      200       200    200    200      200
my_guides           -         login    200       200    200    200      200
make_list           -         login    200       200    200    200      200
edit_my_guide       mine      login    404       200    404    404      404
delete_my_guide     mine      login    404       200    404    404      404
edit_my_question    my_own    login    404       200    404    404      404
import_into_bank    -         login    404       404    404    404      200
import              list      login    404       200    404    404      404
import_question     list_0    login    404       200    404    404      404
import_places       list      login    404       200    404    404      404
prepare             guide     login    200       200    200    200      200
prepare             draft     login    404       404    404    404      404
prepare             private   login    404       200    404    404      404
history             -         login    200       200    200    200      200
calibration         -         login    200       200    200    200      200
progress            -         login    200       302    200    200      200
guide_progress      guide     login    200       200    200    200      200
guide_progress      draft     login    404       404    404    404      404
guide_progress      private   login    404       200    404    404      404
interview           planned   login    404       200    404    404      404
interview           running   login    404       302    404    404      404
interview           reviewed  login    404       302    404    404      404
abandon             running   login    404       200    404    404      404
abandon             reviewed  login    404       302    404    404      404
room                running   login    404       200    404    404      404
room                reviewed  login    404       302    404    404      404
finish              running   login    404       200    404    404      404
ended               rating    login    404       200    404    404      404
answer_texts        answer    login    404       200    404    404      404
rate                rating    login    404       302    404    404      404
rate_answer         rated_1   login    404       200    404    404      404
verdict             rating    login    404       200    404    404      404
result              reviewed  login    404       200    404    404      404
result_answer       result_1  login    404       200    404    404      404
change_rating       result_1  login    404       200    404    404      404
delete_interview    reviewed  login    404       200    404    404      404
delete_interview    running   login    404       302    404    404      404
my_data             -         login    200       200    200    200      200
delete_account      -         login    200       200    200    200      200
guest_link          reviewed  login    404       200    404    404      404
guest_review        by_guest  login    404       200    404    404      404
asked               link      200      200       200    200    200      200
asked               lost_link 404      404       404    404    404      404
asked_answer        link_1    200      200       200    200    200      200
asked_conclusion    link      200      200       200    200    200      200
reviews             -         login    404       404    200    200      404
candidates          -         login    404       404    200    200      404
candidate           person    login    404       404    404    200      404
agreement           -         login    404       404    200    200      404
agreement_by_question -       login    404       404    404    404      200
opinions            review    login    404       404    404    404      404
shared_opinions     reviewed  login    404       404    404    404      404
review              review    login    404       404    404    302      404
review_answer       review_1  login    404       404    404    200      404
review_conclusion   review    login    404       404    404    200      404
phrases             -         login    404       404    200    200      404
phrase              phrase    login    404       404    404    200      404
comment             said      login    404       404    404    200      404
correct             submitted_1 login  404       404    404    200      404
release             review    login    404       404    404    200      404
learn_to_rate       -         login    200       200    200    200      200
training            training  login    404       302    404    404      404
training            trained   login    404       200    404    404      404
training_sample     sample_1  login    404       200    404    404      404
account             -         login    200       200    200    200      200
bank                -         login    404       404    404    404      200
bank_check          thin      login    404       404    404    404      200
bank_question       question  login    404       404    404    404      200
copy_guide          public    login    404       404    404    404      200
copy_guide          kept      login    404       404    404    404      404
adapt_guide         public    login    404       404    404    404      200
adapt_guide         kept      login    404       404    404    404      404
guide_files         public    login    404       404    404    404      200
guide_files         kept      login    404       404    404    404      404
guide_file          public_md login    404       404    404    404      200
guide_file          kept_yaml login    404       404    404    404      404
near_duplicates     -         login    404       404    404    404      200
bank_question       own       login    404       404    404    404      404
message_switches    -         login    200       200    200    200      200
inbox               -         login    200       200    200    200      200
open_message        message   login    404       302    404    404      404
invite              -         login    404       404    404    404      404
question_list       guide     200      200       200    200    200      200
question_list       draft     404      404       404    404    404      404
question_list       private   404      404       200    404    404      404
question_list_file  md        200      200       200    200    200      200
question_list_file  hers      404      404       200    404    404      404
report_problem      question  login    200       200    200    200      200
report_problem      hidden    login    404       404    404    404      404
report_problem      own       login    404       404    404    404      404
take_back_report    question  login    302       302    302    302      302
scores              -         200      200       200    200    200      200
keyboard            -         200      200       200    200    200      200
privacy             -         200      200       200    200    200      200
"""

# What is changed, by POST. Addresses that take nothing but POST answer a GET with 405.
ACTIONS = """
address             of        visitor  stranger  owner  coach  claimer  curator
study_reveal        question  login    302       302    302    302      302
study_reveal        hidden    login    404       404    404    404      404
study_mark          question  login    302       302    302    302      302
study_mark          hidden    login    404       404    404    404      404
study_flag          question  login    302       302    302    302      302
study_flag          hidden    login    404       404    404    404      404
make_list           -         login    422       422    422    422      422
edit_my_guide       mine      login    404       302    404    404      404
delete_my_guide     mine      login    404       302    404    404      404
edit_my_question    my_own    login    404       302    404    404      404
import_into_bank    -         login    404       404    404    404      422
import              list      login    404       302    404    404      404
import_question     list_0    login    404       302    404    404      404
import_places       list      login    404       302    404    404      404
take_key_points     mine      login    404       302    404    404      404
read_import         list      login    404       302    404    404      404
discard_import      list      login    404       302    404    404      404
undo_import         list      login    404       302    404    404      404
plan                guide     login    302       409    302    302      302
plan                draft     login    404       404    404    404      404
prepare             guide     login    302       302    302    302      302
prepare             draft     login    404       404    404    404      404
prepare             private   login    404       302    404    404      404
stop_preparing      prepared  login    302       302    302    302      302
stop_preparing      kept_back login    404       302    404    404      404
interview           planned   login    404       302    404    404      404
abandon             running   login    404       302    404    404      404
room_go             running   login    404       302    404    404      404
finish              running   login    404       302    404    404      404
save_answer         answer    login    404       200    404    404      404
resolve_answer      answer    login    404       302    404    404      404
reveal_answer       answer    login    404       422    404    404      404
restore_answer      earlier   login    404       302    404    404      404
rate                rating    login    404       302    404    404      404
save_rating         rated_1   login    404       302    404    404      404
save_verdict        rating    login    404       302    404    404      404
predict             rating    login    404       302    404    404      404
change_rating       result_1  login    404       422    404    404      404
redo_answer         result_1  login    404       302    404    404      404
practise_weak       reviewed  login    404       302    404    404      404
hand_in             waiting   login    404       302    404    404      404
delete_interview    reviewed  login    404       302    404    404      404
download_my_data    -         login    200       302    200    200      200
delete_account      -         login    422       422    422    422      422
guest_link          reviewed  login    404       302    404    404      404
renew_link          reviewed  login    404       302    404    404      404
revoke_link         reviewed  login    404       302    404    404      404
save_asked_rating   link_1    302      302       200    302    302      302
save_asked_rating   lost_link_1 404    404       404    404    404      404
save_asked_conclusion link    302      302       200    302    302      302
withdraw            waiting   login    404       302    404    404      404
claim               request   login    404       404    302    302      404
claim               asked     login    404       404    404    302      404
save_review_rating  review_1  login    404       404    404    302      404
save_conclusion     review    login    404       404    404    302      404
phrases             -         login    404       404    302    302      404
phrase              phrase    login    404       404    404    302      404
delete_phrase       phrase    login    404       404    404    302      404
comment             said      login    404       404    404    302      404
keep_phrase         said      login    404       404    404    302      404
remark              submitted login    404       404    404    302      404
remark_answer       submitted_1 login  404       404    404    302      404
correct             submitted_1 login  404       404    404    302      404
reply               heard     login    404       302    404    302      404
release             review    login    404       404    404    302      404
begin_training      question  login    302       302    302    302      302
begin_training      hidden    login    404       404    404    404      404
save_training       sample_1  login    404       302    404    404      404
drop_training       training  login    404       302    404    404      404
compare_samples     result_1  login    404       302    404    404      404
account             -         login    302       302    302    302      302
report_problem      question  login    302       302    302    302      302
report_problem      hidden    login    404       404    404    404      404
report_problem      own       login    404       404    404    404      404
take_back_report    question  login    302       302    302    302      302
take_back_report    own       login    404       404    404    404      404
copy_guide          public    login    404       404    404    404      422
bank_verify         source    login    404       404    404    404      302
bank_verify         my_source login    404       404    404    404      404
bank_restore        version   login    404       404    404    404      302
compare_prompts     -         login    404       404    404    404      302
judge_pair          pair      login    404       404    404    404      302
mark_all_read       -         login    302       302    302    302      302
mark_message        message   login    404       302    404    404      404
switch_messages     kind      login    302       302    302    302      302
share_opinion       review    login    404       404    404    404      404
invite              -         login    404       404    404    404      404
"""
ALSO_READ = {"plan", "prepare", "interview", "abandon", "finish", "rate", "release", "account", "invite"}
ALSO_READ |= {"make_list", "edit_my_guide", "delete_my_guide", "edit_my_question"}
ALSO_READ |= {"import_into_bank", "import", "import_question", "import_places"}
ALSO_READ |= {"phrases", "phrase", "comment", "correct"}
ALSO_READ |= {"report_problem", "take_back_report", "change_rating"}
ALSO_READ |= {"copy_guide"}
ALSO_READ |= {"guest_link", "delete_interview", "delete_account"}

# What an action is sent; the others need nothing.
SENT = {
    "edit_my_guide": {"title": "Mine"},
    "edit_my_question": {"prompt": "Why?", "kind": "behavioural", "difficulty": "easy", "minutes": "5"},
    "import": {"act": "import"},
    "import_question": {"prompt": "Why?", "kind": "behavioural", "difficulty": "easy", "minutes": "5"},
    "study_mark": {"mark": "know"},
    "study_flag": {"flag": "1"},
    "plan": {"scope": "mix", "count": "2", "pacing": "open", "allowance": "100"},
    "room_go": {"position": "1", "go": "save", "text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "save_answer": {"text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "resolve_answer": {"keep": "theirs", "aside": "1", "base": "0", "tab": "tab-2"},
    "reveal_answer": {"text": "Words.", "base": "0", "tab": "tab-2", "seq": "1"},
    "save_verdict": {"verdict": "yes", "reflection": "Words."},
    "guest_link": {"name": "Ben"},
    "save_conclusion": {"verdict": "yes", "summary": "Words."},
    "phrases": {"text": "Words."},
    "phrase": {"text": "Other words."},
    "comment": {"text": "Other words."},
    "remark": {"comment": "Words."},
    "remark_answer": {"comment": "Words."},
    "correct": {"note": "Other words.", "reason": "A slip."},
    "reply": {"text": "Words."},
    "report_problem": {"problem": "wrong"},
    "judge_pair": {"act": "differ"},
    "account": {"name": "Somebody", "time_zone": "UTC", "allowance": "100"},
}
